"""What every page of ours loads, made small: style sheets cut to what pages can use, scripts joined. Texts in, texts out."""
