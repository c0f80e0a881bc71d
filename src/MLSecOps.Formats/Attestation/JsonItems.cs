using System.Globalization;
using System.Text.Json;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Attestation;

/// <summary>Reads JSON (RFC 8259) into items; a member twice is refused.</summary>
internal static class JsonItems
{
    /// <inheritdoc cref="CborItems.Read"/>
    public static Parsed<DataItem> Read(ReadOnlySpan<byte> content, long origin, int depth, ItemBudget budget)
    {
        Utf8JsonReader reader = new(content, new JsonReaderOptions { MaxDepth = Math.Max(1, AttestationLimits.Depth - depth) });
        try
        {
            reader.Read();
            Parsed<DataItem> item = Value(ref reader, origin, budget);
            reader.Read(); // Throws when something follows.
            return item;
        }
        catch (Exception bad) when (bad is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text that is not Unicode (an unpaired surrogate, bytes that are not UTF-8).
            return new FormatFault(AttestationReasons.JsonMalformed, origin + reader.TokenStartIndex, "JSON");
        }
        catch (JsonFaultException refused)
        {
            return refused.Fault;
        }
    }

    private static DataItem Value(ref Utf8JsonReader reader, long origin, ItemBudget budget)
    {
        long at = origin + reader.TokenStartIndex;
        DataItem of(DataKind kind) => new(kind, at) { IsJson = true };
        if (!budget.Spend())
        {
            throw new JsonFaultException(new FormatFault(EvidenceReasons.CborLimit, at, $"at most {AttestationLimits.Items} items"));
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return new DataItem(DataKind.Map, at) { IsJson = true, Items = Members(ref reader, origin, budget) };
            case JsonTokenType.StartArray:
                List<DataItem> elements = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    elements.Add(Value(ref reader, origin, budget));
                }

                return new DataItem(DataKind.List, at) { IsJson = true, Items = elements };
            case JsonTokenType.String:
                return new DataItem(DataKind.Text, at) { IsJson = true, Text = reader.GetString()! };
            case JsonTokenType.Number:
                return reader.TryGetInt64(out long number) ? new DataItem(DataKind.Integer, at) { IsJson = true, Number = number } : new DataItem(DataKind.Other, at) { IsJson = true, Text = reader.GetDouble().ToString("R", CultureInfo.InvariantCulture) };
            case JsonTokenType.Null:
                return of(DataKind.Null);
            default:
                return new DataItem(DataKind.Truth, at) { IsJson = true, Text = reader.TokenType == JsonTokenType.True ? "true" : "false" };
        }
    }

    private static List<DataItem> Members(ref Utf8JsonReader reader, long origin, ItemBudget budget)
    {
        List<DataItem> members = [];
        HashSet<string> seen = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            long at = origin + reader.TokenStartIndex;
            string name = reader.GetString()!;
            if (!seen.Add(name))
            {
                throw new JsonFaultException(new FormatFault(AttestationReasons.JsonMalformed, at, "each member once"));
            }

            members.Add(new DataItem(DataKind.Text, at) { Text = name, IsJson = true });
            reader.Read();
            members.Add(Value(ref reader, origin, budget));
        }

        return members;
    }

    // Ends the recursion at the first fault; never leaves this file.
    private sealed class JsonFaultException(FormatFault fault) : Exception
    {
        public FormatFault Fault => fault;
    }
}
