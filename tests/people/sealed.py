"""Opens the file that a person takes away, as they would."""

import io

import pyzipper


def opened(content: bytes, passphrase: str) -> dict[str, str]:
    """Its files by name. Raises RuntimeError where the passphrase is not the right one."""
    with pyzipper.AESZipFile(io.BytesIO(content)) as archive:
        archive.setpassword(passphrase.encode())
        return {name: archive.read(name).decode() for name in archive.namelist()}
