using System.Buffers;
using System.Text.Json;

namespace MLSecOps.Formats.Inspection;

/// <summary>Writes a policy of schema <see cref="InspectionPolicy.Schema"/>, as the command line hands it to the worker.</summary>
public static class InspectionPolicyWriter
{
    /// <summary>Encodes a policy.</summary>
    public static ReadOnlyMemory<byte> Write(InspectionPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("schema", InspectionPolicy.Schema);
        json.WriteStartArray("domains");
        foreach (AllowedDomain domain in policy.Domains)
        {
            json.WriteStartObject();
            json.WriteString("domain", domain.Domain);
            WriteOperators(json, domain.Operators);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("waivers");
        foreach (InspectionWaiver waiver in policy.Waivers)
        {
            json.WriteStartObject();
            json.WriteString("rule", waiver.Rule.Id);
            json.WriteString("location", waiver.Location);
            json.WriteString("reason", waiver.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    private static void WriteOperators(Utf8JsonWriter json, IReadOnlyList<string>? operators)
    {
        if (operators is null)
        {
            json.WriteString("operators", "*");
            return;
        }

        json.WriteStartArray("operators");
        foreach (string name in operators)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }
}
