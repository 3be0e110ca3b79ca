using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using PrivateVote.Cryptography.Bn254;

namespace PrivateVote.Cryptography.Groth16;

/// <summary>
/// What decides whether a Groth16 proof holds: e(A, B) = e(α, β)·e(IC_0 + Σ s_i·IC_i, γ)·e(C, δ) for public signals s.
/// </summary>
/// <remarks>
/// A key is checked once, when it is made. Beside malformed points it refuses these relations, with which anyone can
/// forge (L is the sum over IC, t any number):
/// <list type="table">
/// <item><term>γ = ±δ</term><description>A = α, B = β, C = ∓L.</description></item>
/// <item><term>β = ±γ</term><description>A = α ± L, B = β + tδ, C = tA.</description></item>
/// <item><term>β = ±δ</term><description>A = L, B = γ + tδ, C = tL ∓ α.</description></item>
/// <item><term>δ = ±generator</term><description>Nobody contributed to phase 2: A = α, B = β, and a C with C·δ = -L·γ is a
/// public combination of the powers of tau. The same for α and β and phase 1.</description></item>
/// <item><term>IC_i = ±IC_j, or IC_i at infinity</term><description>One value can be put in another's place, or a signal
/// has no effect at all.</description></item>
/// </list>
/// A key made by someone who kept the secrets cannot be told from an honest one: who made it is part of the record.
/// </remarks>
public sealed class VerificationKey
{
    private static readonly string[] Members =
    [
        "protocol",
        "curve",
        "nPublic",
        "vk_alpha_1",
        "vk_beta_2",
        "vk_gamma_2",
        "vk_delta_2",
        "IC",
    ];

    /// <summary>Bytes of α ‖ β ‖ γ ‖ δ.</summary>
    private const int FixedSize = G1.Size + (3 * G2.Size);

    private readonly G1Affine[] inputs;
    private readonly byte[] digest;

    private VerificationKey(in G1Affine alpha, in G2Affine beta, in G2Affine gamma, in G2Affine delta, G1Affine[] ic)
    {
        (Alpha, Beta, Gamma, Delta, inputs) = (alpha, beta, gamma, delta, ic);
        digest = SHA256.HashData(ToBytes());
    }

    internal G1Affine Alpha { get; }

    internal G2Affine Beta { get; }

    internal G2Affine Gamma { get; }

    internal G2Affine Delta { get; }

    /// <summary>IC_0, the constant, and then a point for each public signal.</summary>
    internal ReadOnlySpan<G1Affine> Inputs => inputs;

    /// <summary>How many public signals a proof under this key has.</summary>
    public int PublicCount => inputs.Length - 1;

    /// <summary>SHA-256 of <see cref="ToBytes"/>: 32 bytes that name this key.</summary>
    public byte[] Digest => [.. digest];

    /// <summary>
    /// The canonical encoding: α ‖ β ‖ γ ‖ δ ‖ number of IC points (4 bytes) ‖ IC_0 ‖ IC_1 ‖ ..., points as in
    /// <see cref="G1"/> and <see cref="G2"/>; 452 bytes and 64 for each IC point.
    /// </summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[FixedSize + sizeof(int) + (inputs.Length * G1.Size)];
        G1.Encode(Alpha, bytes);
        G2.Encode(Beta, bytes.AsSpan(G1.Size));
        G2.Encode(Gamma, bytes.AsSpan(G1.Size + G2.Size));
        G2.Encode(Delta, bytes.AsSpan(G1.Size + (2 * G2.Size)));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(FixedSize), inputs.Length);
        for (var i = 0; i < inputs.Length; i++)
        {
            G1.Encode(in inputs[i], bytes.AsSpan(FixedSize + sizeof(int) + (i * G1.Size)));
        }

        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> writes.</summary>
    /// <param name="bytes">The whole key.</param>
    /// <param name="key">The key, or null.</param>
    /// <param name="refusal">Why there is no key, in a sentence, or null.</param>
    public static bool TryDecode(
        ReadOnlySpan<byte> bytes,
        [NotNullWhen(true)] out VerificationKey? key,
        [NotNullWhen(false)] out string? refusal
    )
    {
        key = null;
        const int Prefix = FixedSize + sizeof(int);
        if (
            bytes.Length < Prefix
            || BinaryPrimitives.ReadInt32BigEndian(bytes[FixedSize..]) != (bytes.Length - Prefix) / G1.Size
            || (bytes.Length - Prefix) % G1.Size != 0
        )
        {
            refusal =
                "malformed verification key: its length is not that of four points and as many IC points as it says";
            return false;
        }

        var inputs = new G1Affine[(bytes.Length - Prefix) / G1.Size];
        for (var i = 0; i < inputs.Length; i++)
        {
            if (!G1.TryDecode(bytes.Slice(Prefix + (i * G1.Size), G1.Size), out inputs[i]))
            {
                refusal = NotAPoint($"IC[{i}]");
                return false;
            }
        }

        if (!G1.TryDecode(bytes[..G1.Size], out var alpha))
        {
            refusal = NotAPoint("alpha");
            return false;
        }

        var g2 = bytes[G1.Size..];
        if (
            !G2.TryDecodeUnchecked(g2[..G2.Size], out var beta)
            || !G2.TryDecodeUnchecked(g2.Slice(G2.Size, G2.Size), out var gamma)
            || !G2.TryDecodeUnchecked(g2.Slice(2 * G2.Size, G2.Size), out var delta)
        )
        {
            refusal = NotAPoint("beta, gamma or delta");
            return false;
        }

        return TryCreate(in alpha, in beta, in gamma, in delta, inputs, out key, out refusal);
    }

    /// <summary>
    /// Reads snarkjs' `verification_key.json`. Its `vk_alphabeta_12` may be there and is not used: it follows from the rest.
    /// </summary>
    /// <param name="utf8Json">At most 1 MiB.</param>
    /// <param name="key">The key, or null.</param>
    /// <param name="refusal">Why there is no key, in a sentence, or null.</param>
    public static bool TryParseSnarkjs(
        ReadOnlySpan<byte> utf8Json,
        [NotNullWhen(true)] out VerificationKey? key,
        [NotNullWhen(false)] out string? refusal
    )
    {
        key = null;
        if (!SnarkjsJson.TryParse(utf8Json, out var document))
        {
            refusal = "malformed verification key: not one JSON value of at most 1 MiB without duplicate members";
            return false;
        }

        using (document)
        {
            return TryRead(document.RootElement, out key, out refusal);
        }
    }

    /// <summary>Makes a key of points from outside, or says in a sentence why they make none.</summary>
    internal static bool TryCreate(
        in G1Affine alpha,
        in G2Affine beta,
        in G2Affine gamma,
        in G2Affine delta,
        ReadOnlySpan<G1Affine> ic,
        [NotNullWhen(true)] out VerificationKey? key,
        [NotNullWhen(false)] out string? refusal
    )
    {
        key = null;
        refusal = FindMalformedPoint(in alpha, in beta, in gamma, in delta, ic);
        refusal ??= FindForgeableRelation(in alpha, in beta, in gamma, in delta, ic);
        if (refusal is not null)
        {
            return false;
        }

        key = new VerificationKey(in alpha, in beta, in gamma, in delta, ic.ToArray());
        return true;
    }

    private static bool TryRead(
        JsonElement root,
        [NotNullWhen(true)] out VerificationKey? key,
        [NotNullWhen(false)] out string? refusal
    )
    {
        key = null;
        if (!SnarkjsJson.HasMembers(root, Members, "vk_alphabeta_12"))
        {
            refusal = $"malformed verification key: its members must be {string.Join(", ", Members)}";
            return false;
        }

        if (!SnarkjsJson.IsGroth16OverBn254(root))
        {
            refusal = "verification key of another proof system: protocol must be groth16 and curve bn128";
            return false;
        }

        var ic = root.GetProperty("IC");
        var publicCount = root.GetProperty("nPublic");
        if (
            ic.ValueKind != JsonValueKind.Array
            || publicCount.ValueKind != JsonValueKind.Number
            || !publicCount.TryGetInt32(out var count)
            || ic.GetArrayLength() != (long)count + 1
        )
        {
            refusal = "malformed verification key: IC must have one point more than nPublic says";
            return false;
        }

        var inputs = new G1Affine[ic.GetArrayLength()];
        for (var i = 0; i < inputs.Length; i++)
        {
            if (!SnarkjsJson.TryReadG1(ic[i], out inputs[i]))
            {
                refusal = NotAPoint($"IC[{i}]");
                return false;
            }
        }

        if (!SnarkjsJson.TryReadG1(root.GetProperty("vk_alpha_1"), out var alpha))
        {
            refusal = NotAPoint("alpha");
            return false;
        }

        if (!SnarkjsJson.TryReadG2(root.GetProperty("vk_beta_2"), out var beta))
        {
            refusal = NotAPoint("beta");
            return false;
        }

        if (!SnarkjsJson.TryReadG2(root.GetProperty("vk_gamma_2"), out var gamma))
        {
            refusal = NotAPoint("gamma");
            return false;
        }

        if (!SnarkjsJson.TryReadG2(root.GetProperty("vk_delta_2"), out var delta))
        {
            refusal = NotAPoint("delta");
            return false;
        }

        return TryCreate(in alpha, in beta, in gamma, in delta, inputs, out key, out refusal);
    }

    private static string NotAPoint(string name) =>
        $"malformed verification key: {name} is not a point with canonical coordinates below p";

    private static string? FindMalformedPoint(
        in G1Affine alpha,
        in G2Affine beta,
        in G2Affine gamma,
        in G2Affine delta,
        ReadOnlySpan<G1Affine> ic
    )
    {
        if (ic.IsEmpty)
        {
            return "malformed verification key: it has no IC point";
        }

        var refusal =
            Check(in alpha, "alpha") ?? Check(in beta, "beta") ?? Check(in gamma, "gamma") ?? Check(in delta, "delta");
        for (var i = 0; refusal is null && i < ic.Length; i++)
        {
            refusal = Check(in ic[i], $"IC[{i}]");
        }

        return refusal;
    }

    private static string? Check(in G1Affine point, string name) =>
        point.IsInfinity ? $"unsafe verification key: {name} is the point at infinity"
        : G1.IsOnCurve(in point) ? null
        : $"malformed verification key: {name} is not on the curve";

    private static string? Check(in G2Affine point, string name) =>
        point.IsInfinity ? $"unsafe verification key: {name} is the point at infinity"
        : !G2.IsOnCurve(in point) ? $"malformed verification key: {name} is not on the curve"
        : G2.IsInSubgroup(in point) ? null
        : $"malformed verification key: {name} is not in the subgroup of order r";

    /// <summary>Points that are equal up to sign are those with equal X.</summary>
    private static string? FindForgeableRelation(
        in G1Affine alpha,
        in G2Affine beta,
        in G2Affine gamma,
        in G2Affine delta,
        ReadOnlySpan<G1Affine> ic
    )
    {
        if (gamma.X == delta.X)
        {
            return Forgeable("gamma equals delta up to sign");
        }

        if (beta.X == gamma.X)
        {
            return Forgeable("beta equals gamma up to sign");
        }

        if (beta.X == delta.X)
        {
            return Forgeable("beta equals delta up to sign");
        }

        if (delta.X == G2.Generator.X)
        {
            return Forgeable("delta is the generator, so nobody contributed to phase 2 of its setup");
        }

        if (alpha.X == G1.Generator.X || beta.X == G2.Generator.X)
        {
            return Forgeable("alpha or beta is the generator, so nobody contributed to phase 1 of its setup");
        }

        var seen = new Dictionary<Fp, int>(ic.Length);
        for (var i = 0; i < ic.Length; i++)
        {
            if (!seen.TryAdd(ic[i].X, i))
            {
                return Forgeable($"IC[{seen[ic[i].X]}] and IC[{i}] are equal up to sign");
            }
        }

        return null;
    }

    private static string Forgeable(string relation) =>
        $"unsafe verification key: {relation}, and proofs under it can be forged";
}
