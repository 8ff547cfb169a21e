"""The demo's vacancies."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """`pay` is from, to, currency and period; known to the stories by `key`."""

    key: str
    employer: str
    at: str
    title: str
    place: str
    work_mode: str
    pay: tuple[str, str, str, str]
    description: str
    responsibilities: tuple[str, ...]
    openings: int = 1
    employment_type: str = "permanent"
    status: str = "open"


JOBS = (
    Job(
        "depot", "northgate", "-46 10:30", "Depot Manager", "Leeds", "onsite",
        ("46000", "54000", "GBP", "year"),
        "Runs the Leeds hub: 120 people over three shifts and 90 vehicles.",
        ("lead three shift managers", "own safety and the audit", "plan peak from September",
         "report cost per parcel weekly"),
    ),
    Job(
        "planner", "northgate", "-38 11:10", "Transport Planner", "Wakefield", "hybrid",
        ("31000", "36000", "GBP", "year"),
        "Plans next-day routes for the Yorkshire depots.",
        ("plan 60 routes a day", "watch drivers' hours", "book subcontractors",
         "find savings in the plan"),
    ),
    Job(
        "store", "harbour", "-52 09:45", "Store Manager", "Bath", "onsite",
        ("38000", "43000", "GBP", "year"),
        "A homeware shop in the centre of Bath, 22 people, two floors.",
        ("lead and roster the team", "own sales and margin", "recruit and train",
         "keep stock loss below one per cent"),
    ),
    Job(
        "service", "harbour", "-30 14:20", "Customer Service Team Leader", "Bristol", "hybrid",
        ("29500", "33000", "GBP", "year"),
        "Leads eight advisers who answer by phone, chat and e-mail.",
        ("coach eight advisers", "take over difficult calls", "report on waiting times",
         "improve the answers customers get"),
    ),
    Job(
        "payments", "tessera", "-41 10:05", "Payments Operations Analyst", "London", "hybrid",
        ("42000", "50000", "GBP", "year"),
        "Watches settlement every morning and finds out why what did not balance did not.",
        ("reconcile scheme settlement", "handle disputes and refunds", "write runbooks",
         "work with engineering on causes"),
        openings=2,
    ),
    Job(
        "backend", "tessera", "-44 15:30", "Backend Engineer", "London", "remote",
        ("70000", "85000", "GBP", "year"),
        "Python and PostgreSQL behind card payments, in a team of six.",
        ("build and run the ledger service", "review colleagues' code",
         "take part in the on-call rota", "write design notes"),
    ),
    Job(
        "compliance", "tessera", "-36 09:35", "Compliance Officer", "London", "hybrid",
        ("55000", "62000", "GBP", "year"),
        "Second line for safeguarding and financial crime.",
        ("monitor safeguarding", "report to the regulator", "train the operations team",
         "advise on new products"),
    ),
    Job(
        "home", "willowbrook", "-34 11:55", "Registered Home Manager", "Nottingham", "onsite",
        ("45000", "50000", "GBP", "year"),
        "A home of 42 beds, rated good, with a team of 55.",
        ("be the registered person", "lead the clinical and care team", "own the inspection",
         "keep families informed"),
    ),
    Job(
        "carer", "willowbrook", "-43 13:15", "Senior Care Assistant", "Derby", "onsite",
        ("13.40", "14.60", "GBP", "hour"),
        "Days and alternate weekends in a dementia unit of 18 beds.",
        ("lead the shift", "give medication", "keep care plans current", "mentor new starters"),
        openings=4,
    ),
    Job(
        "cnc", "calder", "-33 10:40", "CNC Setter-Operator", "Sheffield", "onsite",
        ("34000", "39000", "GBP", "year"),
        "Five-axis milling of aerospace parts, early and late shifts in turn.",
        ("set and run five-axis mills", "prove out new programs", "inspect first-offs",
         "train an apprentice"),
        openings=2,
    ),
    Job(
        "quality", "calder", "-47 14:50", "Quality Engineer", "Rotherham", "onsite",
        ("40000", "46000", "GBP", "year"),
        "Keeps AS9100 alive on the shop floor.",
        ("lead problem solving with suppliers", "run internal audits", "own the gauge register",
         "present at customer reviews"),
        openings=2,
    ),
    Job(
        "planning", "severn", "-31 12:10", "Senior Planning Officer", "Gloucester", "hybrid",
        ("41418", "44428", "GBP", "year"),
        "Major applications in the east of the district.",
        ("decide applications under delegation", "write committee reports",
         "negotiate with developers", "coach two planning officers"),
    ),
    Job(
        "revenues", "severn", "-55 09:30", "Revenues Officer", "Cheltenham", "hybrid",
        ("27711", "30060", "GBP", "year"),
        "Council tax and business rates; fixed term of eighteen months.",
        ("bill and collect", "agree payment plans", "answer residents", "prepare court lists"),
        employment_type="fixed_term",
    ),
    Job(
        "validation", "corrib", "-29 15:05", "Validation Engineer", "Galway", "onsite",
        ("58000", "66000", "EUR", "year"),
        "Equipment and cleaning validation for a new filling line.",
        ("write and run protocols", "lead deviations", "work with the vendor on site",
         "prepare for inspection"),
    ),
    Job(
        "grid", "lothian", "-39 11:20", "Project Engineer", "Edinburgh", "hybrid",
        ("44000", "52000", "GBP", "year"),
        "Substation refurbishments across the Lothians and Fife.",
        ("plan outages with the network operator", "manage two contractors",
         "keep cost and programme", "sign off work packs"),
    ),
    Job(
        "housing", "brightwater", "-35 10:25", "Housing Officer", "Salford", "hybrid",
        ("32000", "35500", "GBP", "year"),
        "A patch of 420 homes in Ordsall and Weaste.",
        ("visit and support tenants", "prevent arrears", "deal with anti-social behaviour",
         "let empty homes"),
    ),
    Job(
        "designer", "kestrel", "-32 16:00", "Senior Product Designer", "Dublin", "hybrid",
        ("68000", "80000", "EUR", "year"),
        "Scheduling software for hospitals; works with three product teams.",
        ("run research with nurses", "design from sketch to release",
         "keep the design system", "mentor a junior designer"),
    ),
    Job(
        "success", "kestrel", "-8 11:45", "Customer Success Manager", "Dublin", "remote",
        ("52000", "60000", "EUR", "year"),
        "Looks after fifteen hospitals in Ireland and the UK.",
        ("bring new hospitals live", "hold quarterly reviews", "renew contracts",
         "carry what users say to product"),
    ),
    Job(
        "repairs", "brightwater", "-2 16:30", "Repairs Scheduler", "Salford", "hybrid",
        ("25500", "27500", "GBP", "year"),
        "Waiting for the salary to be confirmed.",
        ("schedule 40 operatives", "ring tenants about delays"),
        status="draft",
    ),
)  # fmt: skip
