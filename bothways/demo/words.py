"""Word lists of the made-up organisation: places, skills and names that belong to nobody."""

from __future__ import annotations

DIVISIONS = {
    "Research": ("Materials", "Sensors", "Trials"),
    "Engineering": ("Mechanics", "Electronics", "Software"),
    "Operations": ("Assembly", "Quality", "Maintenance"),
    "Supply": ("Purchasing", "Planning", "Warehouses"),
    "Sales": ("North", "South", "Key accounts"),
    "Service": ("Field service", "Support desk", "Installations"),
    "Finance": ("Accounting", "Controlling", "Treasury"),
    "Workplace": ("Hiring", "Learning", "Facilities"),
}

UNITS = tuple(f"{division}/{unit}" for division, units in DIVISIONS.items() for unit in units)
"""Paths of all units, three a division, in the order of `DIVISIONS`."""

SITES = ("Harbour", "Hillside", "Millpond", "Orchard", "Station")

FUNCTIONS = ("Development", "Production", "Commercial", "Administration", "Customer care", "Logistics")

TITLES = ("Specialist", "Team lead", "Section head", "Unit head", "Division head")
"""By level, front line first; a column that no run may read."""

GENDERS = ("f", "m", "x")

UNIT_SKILLS = {
    "Research/Materials": ("Polymer chemistry", "Microscopy", "Fatigue testing", "Lab safety"),
    "Research/Sensors": ("Signal processing", "Calibration", "Optics", "Noise analysis"),
    "Research/Trials": ("Design of experiments", "Statistics", "Protocol writing", "User observation"),
    "Engineering/Mechanics": ("Computer-aided design", "Tolerance analysis", "Hydraulics", "Lightweight design"),
    "Engineering/Electronics": ("Circuit design", "Power supply", "Soldering", "Test benches"),
    "Engineering/Software": ("Python", "Code review", "Test automation", "Embedded systems"),
    "Operations/Assembly": ("Line balancing", "Robot handling", "Work instructions", "Shift planning"),
    "Operations/Quality": ("Root cause analysis", "Auditing", "Process capability", "Supplier quality"),
    "Operations/Maintenance": ("Predictive maintenance", "Welding", "Spare parts", "Machine safety"),
    "Supply/Purchasing": ("Negotiation", "Contract law", "Cost breakdown", "Supplier scouting"),
    "Supply/Planning": ("Demand forecasting", "Capacity planning", "Inventory control", "Simulation"),
    "Supply/Warehouses": ("Route planning", "Customs", "Picking systems", "Packaging"),
    "Sales/North": ("Prospecting", "Product demonstration", "Tendering", "Territory planning"),
    "Sales/South": ("Pricing", "Trade fairs", "Channel partners", "Customer interviews"),
    "Sales/Key accounts": ("Account planning", "Stakeholder mapping", "Value selling", "Executive briefing"),
    "Service/Field service": ("Fault finding", "Remote diagnosis", "Customer training", "Travel planning"),
    "Service/Support desk": ("Ticket triage", "Knowledge articles", "Plain language", "Calming conflict"),
    "Service/Installations": ("Site survey", "Commissioning", "Subcontractors", "Handover"),
    "Finance/Accounting": ("Closing the books", "Tax", "Invoice automation", "Internal control"),
    "Finance/Controlling": ("Budgeting", "Variance analysis", "Dashboards", "Business cases"),
    "Finance/Treasury": ("Cash forecasting", "Currency risk", "Financing", "Insurance"),
    "Workplace/Hiring": ("Interviewing", "Job analysis", "Onboarding", "Employer stories"),
    "Workplace/Learning": ("Facilitation", "Course design", "Coaching", "Evaluation"),
    "Workplace/Facilities": ("Space planning", "Energy saving", "Fire safety", "Vendor management"),
}
"""What the people of a unit are good at."""

COMMON_SKILLS = (
    "Spreadsheets", "Presenting", "Project planning", "Writing reports", "Moderating meetings", "Data analysis",
    "Machine learning", "Spanish", "Polish", "Mandarin", "Automation scripts", "Short videos",
)  # fmt: skip
"""What is known here and there in every unit."""

SKILLS = tuple(sorted({skill for skills in UNIT_SKILLS.values() for skill in skills} | set(COMMON_SKILLS)))

SKILL_SOURCES = ("skill survey", "project review", "training record")
"""Where evidence comes from: declared, attested, observed."""

GIVEN = (
    "Adiro", "Belun", "Cavi", "Delo", "Eluna", "Fenno", "Galia", "Hesper", "Ivaro", "Jolen", "Kesia", "Lumo",
    "Maris", "Nevo", "Ombra", "Pello", "Quila", "Rono", "Sefi", "Tavin", "Ulani", "Vesko", "Wilda", "Xeno",
    "Yarro", "Zelin", "Arvo", "Brisa", "Corin", "Dariel", "Evren", "Fiora",
)  # fmt: skip

FAMILY_FIRST = (
    "Amber", "Birch", "Clover", "Dew", "Ember", "Fern", "Glen", "Heather", "Iron", "Juniper", "Kestrel", "Linden",
    "Maple", "Nettle", "Otter", "Pebble", "Quartz", "Rowan", "Sorrel", "Thistle", "Umber", "Violet", "Willow", "Yarrow",
)  # fmt: skip

FAMILY_LAST = (
    "bank", "brook", "cliff", "dale", "fall", "field", "ford", "gate", "grove", "moor", "path", "ridge", "shore",
    "stone", "water", "wind",
)  # fmt: skip
