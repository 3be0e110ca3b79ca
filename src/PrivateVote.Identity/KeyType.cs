namespace PrivateVote.Identity;

/// <summary>The key types of did:key that sign here.</summary>
public enum KeyType
{
    Ed25519,
    Secp256k1,
    P256,
    P384,
}
