# Generated from openapi.json by `tenon generate`. Do not edit.
"""What `tenon generate` makes of the contract of \"\"\"'''\\
{{ 7*7 }}{% raw %}'; import os; os.system("touch pwned") #    end\\.
"""
