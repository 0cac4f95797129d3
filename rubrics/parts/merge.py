import re, yaml, pathlib, sys, json
d = pathlib.Path(__file__).parent
ex = {}
for f in (1, 2):
    ex.update(yaml.safe_load((d / f"examples-{f}.yaml").read_text()))
def dump(x):
    t = x["text"].rstrip("\n")
    if "\n" in t:
        return f"      - level: {x['level']}\n        text: |-\n" + "\n".join(("          " + l).rstrip() for l in t.split("\n"))
    return f"      - {{level: {x['level']}, text: {json.dumps(t, ensure_ascii=False)}}}"
out = (d / "head.yaml").read_text()
for f in (1, 2):
    s = (d / f"criteria-{f}.yaml").read_text()
    parts = re.split(r"(?m)^(?=  - id: |  # ---)", s)
    for p in parts:
        m = re.match(r"  - id: (\w+)", p)
        if m:
            p = p.rstrip("\n") + "\n    examples:\n" + "\n".join(dump(x) for x in ex[m[1]]) + "\n\n"
        out += p
(d.parent / "four-step.yaml").write_text(out.rstrip("\n") + "\n")
