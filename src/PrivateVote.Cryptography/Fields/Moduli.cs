using System.Runtime.CompilerServices;

namespace PrivateVote.Cryptography.Fields;

/// <summary>
/// The constants of a prime field with a modulus q below 2^254, in 64-bit limbs, least significant first.
/// </summary>
/// <remarks>
/// Montgomery's radix is R = 2^256. A test recomputes every constant from q alone.
/// </remarks>
public interface IModulus
{
    /// <summary>q.</summary>
    static abstract ulong Q0 { get; }
    static abstract ulong Q1 { get; }
    static abstract ulong Q2 { get; }
    static abstract ulong Q3 { get; }

    /// <summary>R mod q: the number one in Montgomery form.</summary>
    static abstract ulong One0 { get; }
    static abstract ulong One1 { get; }
    static abstract ulong One2 { get; }
    static abstract ulong One3 { get; }

    /// <summary>R^2 mod q: multiplying by it converts into Montgomery form.</summary>
    static abstract ulong RSquared0 { get; }
    static abstract ulong RSquared1 { get; }
    static abstract ulong RSquared2 { get; }
    static abstract ulong RSquared3 { get; }

    /// <summary>-1/q mod 2^64.</summary>
    static abstract ulong NegatedInverse { get; }
}

/// <summary>The base field Fp of BN254 (alt_bn128; EIP-196), p of 254 bits.</summary>
public readonly struct Bn254Base : IModulus
{
    public static ulong Q0
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x3C208C16D87CFD47UL;
    }
    public static ulong Q1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x97816A916871CA8DUL;
    }
    public static ulong Q2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0xB85045B68181585DUL;
    }
    public static ulong Q3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x30644E72E131A029UL;
    }
    public static ulong One0
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0xD35D438DC58F0D9DUL;
    }
    public static ulong One1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x0A78EB28F5C70B3DUL;
    }
    public static ulong One2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x666EA36F7879462CUL;
    }
    public static ulong One3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x0E0A77C19A07DF2FUL;
    }
    public static ulong RSquared0
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0xF32CFC5B538AFA89UL;
    }
    public static ulong RSquared1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0xB5E71911D44501FBUL;
    }
    public static ulong RSquared2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x47AB1EFF0A417FF6UL;
    }
    public static ulong RSquared3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x06D89F71CAB8351FUL;
    }
    public static ulong NegatedInverse
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x87D20782E4866389UL;
    }
}

/// <summary>The scalar field Fr of BN254, of order r of 254 bits; also the base field of Baby Jubjub (EIP-2494).</summary>
public readonly struct Bn254Scalar : IModulus
{
    public static ulong Q0
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x43E1F593F0000001UL;
    }
    public static ulong Q1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x2833E84879B97091UL;
    }
    public static ulong Q2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0xB85045B68181585DUL;
    }
    public static ulong Q3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x30644E72E131A029UL;
    }
    public static ulong One0
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0xAC96341C4FFFFFFBUL;
    }
    public static ulong One1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x36FC76959F60CD29UL;
    }
    public static ulong One2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x666EA36F7879462EUL;
    }
    public static ulong One3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x0E0A77C19A07DF2FUL;
    }
    public static ulong RSquared0
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x1BB8E645AE216DA7UL;
    }
    public static ulong RSquared1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x53FE3AB1E35C59E3UL;
    }
    public static ulong RSquared2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x8C49833D53BB8085UL;
    }
    public static ulong RSquared3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x0216D0B17F4E44A5UL;
    }
    public static ulong NegatedInverse
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0xC2E1F593EFFFFFFFUL;
    }
}

/// <summary>The order l of Baby Jubjub's prime subgroup, of 251 bits (EIP-2494).</summary>
public readonly struct BabyJubjubOrder : IModulus
{
    public static ulong Q0
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x677297DC392126F1UL;
    }
    public static ulong Q1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0xAB3EEDB83920EE0AUL;
    }
    public static ulong Q2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x370A08B6D0302B0BUL;
    }
    public static ulong Q3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x060C89CE5C263405UL;
    }
    public static ulong One0
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x073315DEA08F9C76UL;
    }
    public static ulong One1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0xE7ACFFC6A098F24BUL;
    }
    public static ulong One2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0xF85A9201D818F015UL;
    }
    public static ulong One3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x01F16424E1BB7724UL;
    }
    public static ulong RSquared0
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x35E44ABEE7ECB21EUL;
    }
    public static ulong RSquared1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x74646CACF5F84EC4UL;
    }
    public static ulong RSquared2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0xE472DF203FAA158FUL;
    }
    public static ulong RSquared3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x0445B524F1BA50A8UL;
    }
    public static ulong NegatedInverse
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0x532CE5AEBC48F5EFUL;
    }
}
