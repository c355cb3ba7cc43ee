"""Sample inputs of generations: what can be known of them before the vendor refuses them.

model     what is known of one      rules   what the vendor takes, as dated data
address   is a URL fit, and whose is the address behind it      head   one HEAD, to that very address
content   kinds of media by their first bytes, data URIs        local  files; pictures and clips by the extra `inputs`
"""
