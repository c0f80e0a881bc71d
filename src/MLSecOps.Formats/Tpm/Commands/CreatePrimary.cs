namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_CreatePrimary, Part 3, 24.1: makes a key from a hierarchy's seed. The same template gives the same key for as long as the seed lives, so nothing is stored.</summary>
public static class CreatePrimary
{
    /// <summary>The command.</summary>
    /// <param name="hierarchy">Its authorisation must be empty.</param>
    /// <param name="template">TPMT_PUBLIC with an empty unique field, such as <see cref="KeyTemplates"/> has.</param>
    public static TpmCommand<CreatedPrimary> Command(uint hierarchy, ReadOnlySpan<byte> template) => new(
        TpmCommandCode.CreatePrimary,
        [hierarchy],
        [TpmHandles.Password],

        // Sensitive part: no password, no data. Neither outside information nor PCRs of the creation.
        new CommandBytes().Short(4).Short(0).Short(0).Sized(template).Short(0).Word(0),
        (handle, cursor) =>
        {
            ReadOnlyMemory<byte> area = cursor.Sized(TpmCommandLimits.PublicBytes, "a public area");
            cursor.Sized(TpmCommandLimits.MessageBytes, "creation data");
            cursor.Sized(TpmCommandLimits.DigestBytes, "a creation hash");
            cursor.Bytes(6, "a creation ticket");
            cursor.Sized(TpmCommandLimits.DigestBytes, "a creation ticket's digest");
            return new CreatedPrimary(handle, new NamedPublic(area, cursor.Sized(TpmCommandLimits.DigestBytes + 2, "a name")));
        },
        givesHandle: true);
}
