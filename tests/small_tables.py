"""A folder of tables small enough to read at a glance, with a row in every table.

Two made-up vanguards: the first has a lead, a commissioner, a charity and a supporting
university; the second shares the charity. The trust Old became two trusts, Left and Right, and
Left was taken over by Last.
"""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).parent.parent

TABLES = {
    "sources": """\
source_id,title,author,publisher,url,published,kind,note
T1,The northern plan,,Northtown Council,https://example.org/plan,2015-03,report,
T2,News from the south,A. Writer,,,2016-01-05,news,seen in part
""",
    "organisations": """\
organisation_id,name,organisation_type,ods_code,ons_code,postcode,opened,closed,region
09X,NHS Northtown CCG,ccg,09X,E38000999,NT1 1AA,2013-04-01,2020-03-31,north-of-england
RX1,Northtown Hospital NHS Trust,nhs-trust,RX1,,NT1 2BB,2001-04-01,,north-of-england
RX2,Old NHS Trust,nhs-trust,RX2,,,,2017-03-31,
RX3,Left NHS Trust,nhs-trust,RX3,,,2017-04-01,2019-06-30,
RX4,Right NHS Trust,nhs-trust,RX4,,,2017-04-01,,
RX5,Last NHS Trust,nhs-trust,RX5,,,,,
helping-hands,Helping Hands,voluntary,,,,,,
university-of-northtown,University of Northtown,university,,,,,,
""",
    "organisation_names": """\
organisation_id,name,as_at,source_id
RX1,Northtown Hospital NHS Trust,2015,T1
RX1,Northtown Infirmary,2012,T1
helping-hands,Helping hands,,T2
""",
    "vanguards": """\
number,name,care_model,form,wave,announced,place,website,summary
1,Northtown Together,PACS,,1,2015-03-10,Northtown,,Care in Northtown.
2,Southtown Neighbours,MCP,network,1,2015-03-10,Southtown,,
""",
    "vanguard_names": "number,name\n1,Together in Northtown\n",
    "populations": "id,number,value,basis,note\n1-120000,1,120000,people-covered,\n",
    "memberships": """\
id,number,organisation_id,role,valid_from,valid_to
1-09X,1,09X,commissioner,,
1-RX1,1,RX1,lead,2015-03-10,2018-03
1-helping-hands,1,helping-hands,partner,,
1-university-of-northtown,1,university-of-northtown,supporter,,
2-helping-hands,2,helping-hands,partner,2016,
""",
    "affiliations": """\
id,number,network,organisation_id,relation
1-RX2-buddy-trust,1,Buddies,RX2,buddy trust
""",
    "services": """\
service_id,label,broader,treatment_function_code,definition
diagnostics,diagnostics,,,Tests and images.
radiology,radiology,diagnostics,812,Images of the body.
""",
    "service_labels": """\
label,service_id
X-rays,radiology
diagnostics,diagnostics
radiology,radiology
""",
    "service_foci": "id,number,service_id,detail\n1-radiology,1,radiology,one reading room\n",
    "initiatives": "id,number,name,summary\n2-tea-and-talk,2,Tea and talk,Company and tea.\n",
    "funding": """\
id,number,financial_year,amount_gbp,measure
1-2015-16-allocated-4000000,1,2015/16,4000000,allocated
""",
    "figures": """\
id,label,value,unit,qualifier,about,as_at,quantity
applicants,Applicants,12,groups,more than,wave/1,2015-01,applicants-received
""",
    "events": "id,label,date,about\nlaunch,Launch,2015-03-10,programme/vanguards\n",
    "people": "person_id,name\nann-example,Ann Example\n",
    "posts": """\
id,person_id,post,body,organisation_id,number,as_at
ann-example-chair,ann-example,Chair,Northtown Hospital,RX1,1,2015
""",
    "documents": "id,title,author,publisher,published\nplan,The plan,,,2015-03\n",
    "statements": """\
id,kind,position,about,text
principle-1,principle,1,care-model/PACS,People first.
""",
    "bodies": "id,organisation_id,relation\nRX1-host,RX1,host of the programme office\n",
    "changes": """\
id,predecessor_id,successor_id,date,kind,name_after,not_before,not_after
RX1-renamed-2018,RX1,RX1,2018,rename,Northtown General NHS Trust,,
RX2-RX3-2017-04-01,RX2,RX3,2017-04-01,split,,,
RX2-RX4-2017-04-01,RX2,RX4,2017-04-01,split,,,
RX3-RX5-2019-07-01,RX3,RX5,2019-07-01,acquisition,,,
""",
    "footprints": """\
footprint_id,name,ons_code,region,replaced_by
Q0N,Northtown STP,E54000901,north-of-england,Q1N
Q1N,Northern STP,,north-east,
""",
    "footprint_statements": """\
id,organisation_id,footprint_id
09X-Q0N,09X,Q0N
09X-Q1N,09X,Q1N
RX1-Q1N,RX1,Q1N
""",
    "positions": """\
id,organisation_id,latitude,longitude,basis
09X-address-in-directory,09X,54.97,-1.61,address-in-directory
09X-centre-of-population,09X,55.001,-1.7,centre-of-population
RX1-hospital-at-registered-postcode,RX1,54.98765,-1.60001,hospital-at-registered-postcode
""",
    "evidence": """\
claim,source_id,stated_role,as_written,certainty,locator,note
affiliation/1-RX2-buddy-trust,T1,,Old Trust,published,,
body/RX1-host,T1,,,published,,
change/RX1-renamed-2018,T1,,,published,,
change/RX2-RX3-2017-04-01,T1,,,published,,
change/RX2-RX4-2017-04-01,T1,,,published,,
change/RX3-RX5-2019-07-01,T1,,,published,,
document/plan,T1,,,published,,
event/launch,T2,,,published,,
figure/applicants,T2,,,published,,
footprint-statement/09X-Q0N,T1,,Northtown CCG,published,sheet 1,
footprint-statement/09X-Q1N,T2,,Northtown CCG,published,sheet 2,
footprint-statement/RX1-Q1N,T2,,the hospital,inferred,,
footprint/Q0N,T1,,Northtown STP,published,,
footprint/Q1N,T2,,The North,published,,
funding/1-2015-16-allocated-4000000,T1,,,published,table 2,
initiative/2-tea-and-talk,T2,,,published,,
membership/1-09X,T1,commissioner,Northtown CCG,published,page 2,
membership/1-RX1,T1,lead,Northtown Hospital,published,page 2,
membership/1-RX1,T2,lead,the hospital,inferred,,named by its town only
membership/1-helping-hands,T1,partner,Helping Hands,published,page 3,
membership/1-university-of-northtown,T1,supporter,the university,inferred,,evaluates
membership/2-helping-hands,T2,partner,Helping hands,inferred,,
population/1-120000,T1,,,published,,
position/09X-address-in-directory,T1,,"Northtown CCG, NT1 1AA",published,row 09X,
position/09X-centre-of-population,T2,,Northtown CCG,inferred,,
position/RX1-hospital-at-registered-postcode,T1,,Northtown Hospital,published,,
post/ann-example-chair,T2,,,published,,
service-focus/1-radiology,T1,,,published,,
statement/principle-1,T1,,,published,,
vanguard/1,T1,,,published,,
vanguard/2,T2,,,published,,
""",
    "objections": """\
claim,source_id,says,as_written,locator,note
membership/1-helping-hands,T2,The charity had left by 2016.,left last year,page 1,
""",
}


def write_small_tables(folder: Path) -> Path:
    """Write the small tables and the description of the real ones into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "data" / "datapackage.json", folder)
    # Nothing is drawn from these tables; the data package has the outline all the same.
    (folder / "outline.csv").write_bytes(b"part,place,longitude,latitude\n")
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return folder


def edit(folder: Path, table: str, old: str, new: str) -> None:
    """Change a text in a table."""
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
