namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>The answer of a command that only says that it was done.</summary>
public readonly record struct TpmDone
{
    internal static TpmDone Read(uint handle, TpmReader parameters) => default;
}
