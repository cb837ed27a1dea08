from cms.models.files import Attachment, Picture, Rendition
from cms.models.glossary import GlossaryTerm
from cms.models.organisation import OrganisationLogo, OrganisationSettings
from cms.models.pages import ArticlePage, BasePage, HomePage
from cms.models.portals import Portal, PortalScreen, PortalService, ScreenChange
from cms.models.releases import PortalRelease, ReleasedScreen, ReleasedService
from cms.models.search import SearchEntry, SearchSynonyms


__all__ = [
    "ArticlePage",
    "Attachment",
    "BasePage",
    "GlossaryTerm",
    "HomePage",
    "OrganisationLogo",
    "OrganisationSettings",
    "Picture",
    "Portal",
    "PortalRelease",
    "PortalScreen",
    "PortalService",
    "ReleasedScreen",
    "ReleasedService",
    "Rendition",
    "ScreenChange",
    "SearchEntry",
    "SearchSynonyms",
]
