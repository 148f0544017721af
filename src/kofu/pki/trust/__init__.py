"""The trust list, dated and signed by an offline root: everybody checks everybody else against it."""

from kofu.pki.trust.entries import Centre, Chain, KeyUse, Material, MunicipalKey, Period, Terminal, key_id_of
from kofu.pki.trust.listing import TrustList
from kofu.pki.trust.signing import read_trust_list, sign_trust_list

__all__ = [
    "Centre",
    "Chain",
    "KeyUse",
    "Material",
    "MunicipalKey",
    "Period",
    "Terminal",
    "TrustList",
    "key_id_of",
    "read_trust_list",
    "sign_trust_list",
]
