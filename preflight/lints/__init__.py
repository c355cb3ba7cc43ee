"""What the code of an integration does with a vendor's API, and the traps in it that stop a launch.

model       a lint: id, severity, example, near miss      catalogue   all of them
code, flow  a module of code, whatever its language       outcomes    what a loop does at each status
python, javascript, plain       the front ends            requests    the calls of the vendor's API among all calls
review      the files of a repository → what is found     lockfiles   the SDKs that are installed
"""
