using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_NV_ReadPublic, Part 3, 31.6: what an index is; <see cref="TpmResponseCode.IsNoSuchHandle"/> when there is none.</summary>
public static class NvReadPublic
{
    /// <summary>The command.</summary>
    public static TpmCommand<NvIndex> Command(uint index) => new(TpmCommandCode.NvReadPublic, [index], [], new TpmWriter(), (_, cursor) =>
    {
        long at = cursor.Offset;
        int size = cursor.UInt16("the size of a public area");
        long start = cursor.Offset;
        NvIndex read = NvIndex.Read(cursor);
        if (cursor.Offset - start != size || read.Handle != index)
        {
            cursor.Fail(at, TpmReasons.Malformed, "the public area of the index that was asked for");
        }

        cursor.Sized(TpmLimits.Name, "a name");
        return read;
    });
}
