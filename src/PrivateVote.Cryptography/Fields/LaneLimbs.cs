using System.Runtime.Intrinsics;

namespace PrivateVote.Cryptography.Fields;

/// <summary>
/// The 320 bytes of eight field elements, limb by limb: word j of <c>Limb[i]</c> is limb i of lane j. What radix the
/// limbs have, and what they mean, is known to the <see cref="ILanePath{TModulus}"/> that wrote them.
/// </summary>
public struct LaneLimbs
{
    internal Vector512<ulong> Limb0;
    internal Vector512<ulong> Limb1;
    internal Vector512<ulong> Limb2;
    internal Vector512<ulong> Limb3;
    internal Vector512<ulong> Limb4;
}
