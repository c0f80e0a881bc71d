namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_ReadPublic, Part 3, 12.4: the public area of a loaded key, and its name.</summary>
public static class ReadPublic
{
    /// <summary>The command.</summary>
    public static TpmCommand<NamedPublic> Command(uint key) => new(TpmCommandCode.ReadPublic, [key], [], new CommandBytes(), (_, cursor) =>
    {
        NamedPublic read = new(cursor.Sized(TpmCommandLimits.PublicBytes, "a public area"), cursor.Sized(TpmCommandLimits.DigestBytes + 2, "a name"));
        cursor.Sized(TpmCommandLimits.DigestBytes + 2, "a qualified name");
        return read;
    });
}
