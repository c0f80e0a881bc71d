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
        for (int left = cursor.Count(TpmCommandLimits.Capabilities, "a number of handles"); left > 0 && cursor.Fault is null; left--)
        {
            handles.Add(cursor.Word("a handle"));
        }

        return handles;
    });

    /// <summary>The banks that have PCRs, by the identifier of their hash algorithm.</summary>
    public static TpmCommand<IReadOnlyList<int>> PcrBanks() => Command<IReadOnlyList<int>>(Pcrs, 0, cursor =>
    {
        List<int> banks = [];
        for (int left = cursor.Count(TpmCommandLimits.Capabilities, "a number of banks"); left > 0 && cursor.Fault is null; left--)
        {
            int algorithm = cursor.Short("a bank's algorithm");
            if (cursor.Bytes(cursor.Byte("a size of a bank's map"), "a bank's map").Span.ContainsAnyExcept((byte)0))
            {
                banks.Add(algorithm);
            }
        }

        return banks;
    });

    /// <summary>Fixed properties, from one on: value by number of the property.</summary>
    /// <param name="first">Such as <see cref="TpmProperties.Manufacturer"/>.</param>
    /// <param name="count">How many at most.</param>
    public static TpmCommand<IReadOnlyDictionary<uint, uint>> FixedProperties(uint first, uint count) => Command<IReadOnlyDictionary<uint, uint>>(
        Properties,
        first,
        cursor =>
        {
            Dictionary<uint, uint> properties = [];
            for (int left = cursor.Count(TpmCommandLimits.Capabilities, "a number of properties"); left > 0 && cursor.Fault is null; left--)
            {
                properties[cursor.Word("a property")] = cursor.Word("a property's value");
            }

            return properties;
        },
        count);

    private static TpmCommand<T> Command<T>(uint capability, uint first, Func<AnswerCursor, T> read, uint count = TpmCommandLimits.Capabilities)
        where T : notnull => new(
        TpmCommandCode.GetCapability,
        [],
        [],
        new CommandBytes().Word(capability).Word(first).Word(count),
        (_, cursor) =>
        {
            cursor.Byte("whether there is more");
            int at = cursor.Offset;
            if (cursor.Word("a capability") != capability)
            {
                cursor.Fail(at, "the capability that was asked for");
            }

            return read(cursor);
        });
}
