namespace MLSecOps.Core.Fingerprints;

/// <summary>One bit of one weight, to be turned over.</summary>
/// <param name="Offset">Byte of the model's file.</param>
/// <param name="Bit">Bit of that byte, 0 for the least one.</param>
/// <param name="Class">What that bit is of its weight.</param>
public readonly record struct BitFlip(int Offset, int Bit, BitClass Class)
{
    /// <summary>Turns the bit over in place and changes nothing else; a second time undoes it.</summary>
    /// <param name="model">The file that the flip was drawn for.</param>
    public void Apply(Span<byte> model) => model[Offset] ^= (byte)(1 << Bit);
}
