using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_NV_Read, Part 3, 31.13, authorised by the index itself with an empty password.</summary>
public static class NvRead
{
    /// <summary>The command.</summary>
    /// <param name="index">The index.</param>
    /// <param name="authority">The index itself, or <see cref="TpmHandles.Owner"/>.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="count">At most <see cref="TpmCommandLimits.NvBytes"/>.</param>
    public static TpmCommand<ReadOnlyMemory<byte>> Command(uint index, uint authority, int offset, int count) => new(
        TpmCommandCode.NvRead, [authority, index], [TpmHandles.Password], new TpmWriter().UInt16(checked((ushort)count)).UInt16(checked((ushort)offset)), (_, cursor) =>
        {
            long at = cursor.Offset;
            ReadOnlyMemory<byte> data = cursor.Sized(count, "data of an index");
            if (data.Length != count)
            {
                cursor.Fail(at, TpmReasons.Malformed, "as many bytes as were asked for");
            }

            return data;
        });
}
