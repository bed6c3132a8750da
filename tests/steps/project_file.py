"""A small file as MS Project writes it: two tasks, a link, a person who is assigned to one of them."""

PROJECT = """<?xml version="1.0" encoding="UTF-8"?><Project xmlns="urn:project"><Title>Mobile</Title>
<StartDate>2026-03-02T08:00:00</StartDate><MinutesPerDay>480</MinutesPerDay><Tasks>
<Task><UID>0</UID><Name>Mobile</Name><Summary>1</Summary><OutlineLevel>0</OutlineLevel></Task>
<Task><UID>1</UID><Name>App</Name><Summary>1</Summary><OutlineLevel>1</OutlineLevel></Task>
<Task><UID>2</UID><Name>Design</Name><OutlineLevel>2</OutlineLevel><Duration>PT40H0M0S</Duration>
<Finish>2026-03-06T17:00:00</Finish><PercentComplete>50</PercentComplete>
<Baseline><Number>0</Number><Finish>2026-03-05T17:00:00</Finish></Baseline></Task>
<Task><UID>3</UID><Name>Launch</Name><OutlineLevel>1</OutlineLevel><Milestone>1</Milestone>
<Finish>2026-03-16T17:00:00</Finish><ConstraintType>4</ConstraintType><ConstraintDate>2026-03-16T08:00:00</ConstraintDate>
<PredecessorLink><PredecessorUID>2</PredecessorUID><Type>1</Type><LinkLag>9600</LinkLag></PredecessorLink></Task>
</Tasks><Resources><Resource><UID>0</UID></Resource><Resource><UID>7</UID><Name>Ana</Name><MaxUnits>0.8</MaxUnits></Resource>
<Resource><UID>8</UID><Name>Sand</Name><Type>0</Type></Resource></Resources>
<Assignments><Assignment><TaskUID>2</TaskUID><ResourceUID>7</ResourceUID><Units>0.5</Units>
<Start>2026-03-02T08:00:00</Start><Finish>2026-03-06T17:00:00</Finish></Assignment>
<Assignment><TaskUID>3</TaskUID><ResourceUID>8</ResourceUID></Assignment>
<Assignment><TaskUID>1</TaskUID><ResourceUID>7</ResourceUID></Assignment></Assignments></Project>"""
