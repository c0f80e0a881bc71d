namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>What a TPM says of an NV index (TPMS_NV_PUBLIC).</summary>
/// <param name="Handle">Its handle.</param>
/// <param name="Attributes">TPMA_NV.</param>
/// <param name="Size">Bytes of its data.</param>
public sealed record NvIndex(uint Handle, uint Attributes, int Size)
{
    private const uint TypeMask = 0xf0;
    private const uint CounterType = 0x10;
    private const uint Written = 1 << 29;

    /// <summary>True for a counter.</summary>
    public bool IsCounter => (Attributes & TypeMask) == CounterType;

    /// <summary>True once it was written; a counter reads only then.</summary>
    public bool IsWritten => (Attributes & Written) != 0;

    internal static NvIndex Read(TpmReader cursor)
    {
        uint handle = cursor.UInt32("an index");
        cursor.UInt16("a hash algorithm");
        uint attributes = cursor.UInt32("attributes");
        cursor.Sized(TpmLimits.Digest, "a policy");
        return new NvIndex(handle, attributes, cursor.UInt16("a size of the data"));
    }
}
