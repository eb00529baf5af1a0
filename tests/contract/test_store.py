"""Every store keeps the contract; the tests themselves ship with the package, so that other stores can run them."""

from graph.stores.contract import StoreContract


class TestStore(StoreContract):
    pass
