using System.Globalization;
using System.Text.Json;
using MLSecOps.Core.Challenge;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Formats.Worker;

/// <summary>Writes <c>challenge</c> of a suite, as <see cref="SanitySuiteParser"/> reads it: numbers with 17 digits, so that the same value is read again.</summary>
public static class SuiteChallengeWriter
{
    /// <summary>The member's name in the suite.</summary>
    public const string Member = "challenge";

    /// <summary>Writes the section as one value; the caller has written the member's name.</summary>
    public static void Write(Utf8JsonWriter json, ModelChallenge challenge)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(challenge);
        json.WriteStartObject();
        json.WriteNumber(SuiteMembers.Challenge[0], challenge.Count);
        json.WriteStartArray(SuiteMembers.Challenge[1]);
        foreach (InputDescription input in challenge.Inputs)
        {
            Write(json, input);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, InputDescription input)
    {
        json.WriteStartObject();
        json.WriteString("name", input.Name);
        json.WriteString("type", ElementTypes.Name(input.Type));
        json.WriteStartArray("shape");
        foreach (long dimension in input.Shape)
        {
            json.WriteNumberValue(dimension);
        }

        json.WriteEndArray();
        switch (input.Range)
        {
            case ValueRange.Floats floats:
                WriteRaw(json, "low", floats.Low.ToString("G17", CultureInfo.InvariantCulture));
                WriteRaw(json, "high", floats.High.ToString("G17", CultureInfo.InvariantCulture));
                json.WriteNumber("scale", floats.Scale);
                break;
            case ValueRange.Integers integers:
                WriteRaw(json, "low", integers.Low.ToString(CultureInfo.InvariantCulture));
                WriteRaw(json, "high", integers.High.ToString(CultureInfo.InvariantCulture));
                break;
            case ValueRange.OneOf list:
                json.WriteStartArray("values");
                foreach (Int128 value in list.Values)
                {
                    json.WriteRawValue(value.ToString(CultureInfo.InvariantCulture));
                }

                json.WriteEndArray();
                break;
            default:
                // Booleans have no bounds.
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteRaw(Utf8JsonWriter json, string name, string number)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(number);
    }
}
