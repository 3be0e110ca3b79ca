namespace PrivateVote.Cryptography.Groth16;

/// <summary>What one step of a witness program does; the numbers are those of the file.</summary>
internal enum WitnessStepKind
{
    /// <summary>Every wire of the constraint is known: it must hold.</summary>
    Check = 0,

    /// <summary>The wire stands in c only: wire = (a·b - rest of c)/coefficient.</summary>
    Solve = 1,

    /// <summary>The bits of the number a·b + d; no constraint.</summary>
    Bits = 2,

    /// <summary>Several divisions, of which none needs the outcome of another one.</summary>
    Divide = 3,
}

/// <param name="Kind">What to do.</param>
/// <param name="Combination">The first of the three combinations of the constraint, or of a, b and d.</param>
/// <param name="Wire">Solve: the wire.</param>
/// <param name="Coefficient">Solve: the index of its coefficient in c.</param>
/// <param name="Start">Bits and Divide: the first of their entries.</param>
/// <param name="Count">Bits and Divide: how many entries they have.</param>
internal readonly record struct WitnessStep(
    WitnessStepKind Kind,
    int Combination,
    int Wire = 0,
    int Coefficient = 0,
    int Start = 0,
    int Count = 0
);

/// <summary>A wire that is a bit of a number, or 1 minus that bit.</summary>
internal readonly record struct WitnessBit(int Wire, int Position, bool IsComplement);

/// <summary>
/// A wire that a division gives. In a constraint: (a + x·wire)·b = c + y·wire, or the same with a and b exchanged. As an
/// inverse: 1/combination, and 0 for 0, which is what circom's IsZero takes; no constraint.
/// </summary>
/// <param name="Wire">The wire.</param>
/// <param name="IsInverse">Whether this is the inverse of a combination.</param>
/// <param name="Combination">The first of the constraint's combinations, or the combination.</param>
/// <param name="Other">The combination that multiplies the wire: b, or a if the wire stands in b.</param>
/// <param name="Factor">The index of x.</param>
/// <param name="Constant">The index of y, or -1 if the wire is not in c.</param>
internal readonly record struct WitnessDivision(
    int Wire,
    bool IsInverse,
    int Combination,
    int Other = 0,
    int Factor = 0,
    int Constant = -1
);

/// <summary>A named input of a circuit: a row of wires, arrays of arrays laid out row by row.</summary>
public readonly record struct WitnessInput(string Name, int FirstWire, int Count);
