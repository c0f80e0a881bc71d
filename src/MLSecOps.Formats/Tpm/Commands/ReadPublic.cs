namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_ReadPublic, Part 3, 12.4: the public area of a loaded key, and its name.</summary>
public static class ReadPublic
{
    /// <summary>The command.</summary>
    public static TpmCommand<NamedPublic> Command(uint key) => new(TpmCommandCode.ReadPublic, [key], [], new TpmWriter(), (_, cursor) =>
    {
        NamedPublic read = new(cursor.Sized(TpmLimits.Public, "a public area"), cursor.Sized(TpmLimits.Name, "a name"));
        cursor.Sized(TpmLimits.Name, "a qualified name");
        return read;
    });
}
