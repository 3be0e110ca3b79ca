namespace PrivateVote.Identity;

/// <summary>A key that signs under a did:key, wherever its secret is.</summary>
public interface ISigningKey
{
    /// <summary>The public half.</summary>
    DidKey PublicKey { get; }

    /// <summary>Signs the message with the algorithm of <see cref="DidKey.Algorithm"/>, as r ‖ s or R ‖ s.</summary>
    byte[] Sign(ReadOnlySpan<byte> message);
}
