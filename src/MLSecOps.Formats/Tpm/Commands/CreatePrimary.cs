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
        new TpmWriter().UInt16(4).UInt16(0).UInt16(0).Sized(template).UInt16(0).UInt32(0),
        (handle, cursor) =>
        {
            ReadOnlyMemory<byte> area = cursor.Sized(TpmLimits.Public, "a public area");
            cursor.Sized(TpmCommandLimits.MessageBytes, "creation data");
            cursor.Sized(TpmLimits.Digest, "a creation hash");
            cursor.Take(6, "a creation ticket");
            cursor.Sized(TpmLimits.Digest, "a creation ticket's digest");
            return new CreatedPrimary(handle, new NamedPublic(area, cursor.Sized(TpmLimits.Name, "a name")));
        },
        givesHandle: true);
}
