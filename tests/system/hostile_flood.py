def check(t,c): pass
