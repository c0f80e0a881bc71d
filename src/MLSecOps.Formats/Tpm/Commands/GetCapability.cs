using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_GetCapability, Part 3, 30.2: properties, handles and PCR banks.</summary>
public static class GetCapability
{
    private const uint Handles = 1;
    private const uint Pcrs = 5;
    private const uint Properties = 6;

    /// <summary>Loaded handles of a kind, from the first of it on.</summary>
    /// <param name="first">Such as <see cref="TpmHandles.FirstTransient"/>.</param>
    public static TpmCommand<IReadOnlyList<uint>> LoadedHandles(uint first) => Command<IReadOnlyList<uint>>(Handles, first, cursor =>
    {
        List<uint> handles = [];
        for (int left = cursor.Count(TpmCommandLimits.Capabilities, "handles"); left > 0 && cursor.Fault is null; left--)
        {
            handles.Add(cursor.UInt32("a handle"));
        }

        return handles;
    });

    /// <summary>The banks of PCRs, each with those that it has.</summary>
    public static TpmCommand<IReadOnlyList<PcrSelection>> PcrBanks() => Command(Pcrs, 0, PcrSelection.ReadList);

    /// <summary>Fixed properties, from one on: value by number of the property.</summary>
    /// <param name="first">Such as <see cref="TpmProperties.Manufacturer"/>.</param>
    /// <param name="count">How many at most.</param>
    public static TpmCommand<IReadOnlyDictionary<uint, uint>> FixedProperties(uint first, uint count) => Command<IReadOnlyDictionary<uint, uint>>(
        Properties,
        first,
        cursor =>
        {
            Dictionary<uint, uint> properties = [];
            for (int left = cursor.Count(TpmCommandLimits.Capabilities, "properties"); left > 0 && cursor.Fault is null; left--)
            {
                properties[cursor.UInt32("a property")] = cursor.UInt32("a property's value");
            }

            return properties;
        },
        count);

    private static TpmCommand<T> Command<T>(uint capability, uint first, Func<TpmReader, T> read, uint count = TpmCommandLimits.Capabilities)
        where T : notnull => new(
        TpmCommandCode.GetCapability,
        [],
        [],
        new TpmWriter().UInt32(capability).UInt32(first).UInt32(count),
        (_, cursor) =>
        {
            cursor.UInt8("whether there is more");
            long at = cursor.Offset;
            if (cursor.UInt32("a capability") != capability)
            {
                cursor.Fail(at, TpmReasons.Malformed, "the capability that was asked for");
            }

            return read(cursor);
        });
}
