namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_NV_ReadPublic, Part 3, 31.6: what an index is; <see cref="TpmResponseCode.IsNoSuchHandle"/> when there is none.</summary>
public static class NvReadPublic
{
    /// <summary>The command.</summary>
    public static TpmCommand<NvIndex> Command(uint index) => new(TpmCommandCode.NvReadPublic, [index], [], new CommandBytes(), (_, cursor) =>
    {
        int size = cursor.Short("a size of the public area");
        AnswerCursor area = cursor.Take(size, "a public area of an index");
        NvIndex read = NvIndex.Read(area);
        cursor.Adopt(area, "nothing after the public area");
        cursor.Sized(TpmCommandLimits.DigestBytes + 2, "a name");
        return read;
    });
}
