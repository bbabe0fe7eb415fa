project = "A guide to Paxos"
html_theme = "alabaster"
html_js_files = [("https://lab.example/paxos-lab.js", {"defer": "defer"})]
