"""Opens the file that a person takes away, as they would."""

import io
import zipfile

import pyzipper


def opened(content: bytes, passphrase: str) -> dict[str, str]:
    """Its files by name, without what fills it up. Raises RuntimeError where the passphrase is not the right one."""
    with pyzipper.AESZipFile(io.BytesIO(content)) as archive:
        archive.setpassword(passphrase.encode())
        inner = archive.read("donnees.zip")
    with zipfile.ZipFile(io.BytesIO(inner)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()[:2]}
