"""The configuration for Apache httpd, 2.4.10 or newer."""

from __future__ import annotations

from continuity.hosting import policy
from continuity.hosting.place import Place


def configuration(place: Place) -> str:
    """A file for ``sites-available``."""
    always = "\n".join(f'    Header always set {name} "{value}"' for name, value in policy.headers(tls=place.tls).items())
    types = "\n".join(f"    AddType {name} {' '.join('.' + ending for ending in endings)}" for name, endings in policy.TYPES.items())
    textual = " ".join(policy.TEXTUAL)
    charset = " ".join("." + ending for name in policy.TEXTUAL for ending in policy.TYPES[name])
    modules = "headers deflate filter mime dir" + (" ssl http2" if place.tls else "")
    return f"""\
# Continuity documentation, served as it must be: see docs/hosting.md.
# Put it into /etc/apache2/sites-available/, then: a2enmod {modules} && a2ensite continuity && apachectl -t
{_redirect(place)}
<VirtualHost *:{place.port}>
    ServerName {place.host}
    DocumentRoot "{place.folder}"
{_certificate(place)}
    <Directory "{place.folder}">
        Options FollowSymLinks
        AllowOverride None
        DirectoryIndex index.html
        <LimitExcept GET>
            Require all denied
        </LimitExcept>
        <Limit GET>
            Require all granted
        </Limit>
    </Directory>
    <LocationMatch "/[.](?!well-known/)">
        Redirect 404
    </LocationMatch>
    ErrorDocument 404 /404.html

{always}
    Header always set Cache-Control "{policy.REVALIDATE}"
    <LocationMatch "{policy.HASHED}">
        Header always set Cache-Control "{policy.FOREVER}"
    </LocationMatch>
    <LocationMatch "^{policy.SAVED}">
        Header set Content-Disposition "attachment"
    </LocationMatch>

{types}
    AddCharset utf-8 {charset}

    AddOutputFilterByType DEFLATE {textual}
    # Compressing adds a word to the tag by which a browser asks "is mine still good?"; without this the answer is always no.
    RequestHeader edit If-None-Match "-gzip" ""
</VirtualHost>
"""


def _certificate(place: Place) -> str:
    if not place.tls:
        return "    # Without TLS browsers keep no offline copy of the site.\n"
    return f"""\
    <IfModule http2_module>
        Protocols h2 http/1.1
    </IfModule>
    SSLEngine on
    SSLProtocol -all +TLSv1.2 +TLSv1.3
    SSLCertificateFile "/etc/ssl/certs/{place.host}.pem"
    SSLCertificateKeyFile "/etc/ssl/private/{place.host}.key"
"""


def _redirect(place: Place) -> str:
    if not place.tls or place.port != 443:
        return ""
    return f"""
<VirtualHost *:80>
    ServerName {place.host}
    Redirect permanent / https://{place.host}/
</VirtualHost>
"""
