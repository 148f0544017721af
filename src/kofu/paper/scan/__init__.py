"""Reading printed sheets from pictures. Knows the format only, and believes nothing before a signature is checked."""
