using System.Text;

using MLSecOps.Formats.Onnx;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz.Targets;

/// <summary>The walk over an ONNX model for external data. Locations are distinct, bounded, and stand in the input.</summary>
internal sealed class ExternalDataTarget : FuzzTarget
{
    private const int MostLocations = 4096;

    public override string Name => "external-data";

    public override IGrammar Grammar { get; } = new ProtobufGrammar();

    // All that can be wrong has one reason and few forms.
    public override int LeastOutcomes => 6;

    public override Reading Read(ReadOnlyMemory<byte> input) => Reading.Of(ExternalDataFinder.Find(input.Span), found => Check(input, found));

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        byte[] external = [.. Field(13, [.. Field(1, "location"u8), .. Field(2, "weights.bin"u8)]), .. Field(13, [.. Field(1, "offset"u8), .. Field(2, "0"u8)]), 0x70, 1];
        byte[] other = [.. Field(13, [.. Field(1, "location"u8), .. Field(2, "more.bin"u8)]), 0x70, 1];
        byte[] subgraph = Field(6, Field(5, external));
        yield return ("valid-initializers", Field(7, [.. Field(5, external), .. Field(5, other), .. Field(15, Field(1, other))]));
        yield return ("valid-nested", Field(7, Field(1, [.. Field(5, Field(5, external)), .. Field(5, subgraph)])));
        yield return ("valid-function", [.. Field(25, Field(7, Field(5, Field(5, other)))), .. Field(20, Field(1, Field(5, external))), 0x08, 8]);
        yield return ("valid-group", [0x0b, 0x13, 0x08, 1, 0x14, 0x0c, .. Field(7, [])]);
    }

    /// <summary>One field with a length.</summary>
    public static byte[] Field(int number, ReadOnlySpan<byte> content)
    {
        List<byte> output = [];
        foreach (int value in new[] { (number << 3) | 2, content.Length })
        {
            int rest = value;
            for (; rest >= 0x80; rest >>= 7)
            {
                output.Add((byte)(rest | 0x80));
            }

            output.Add((byte)rest);
        }

        return [.. output, .. content];
    }

    private static void Check(ReadOnlyMemory<byte> input, ExternalDataReferences found)
    {
        BrokenInvariantException.Unless(found.Locations.Count <= MostLocations && found.Locations.Distinct().Count() == found.Locations.Count, "each location once, bounded");
        foreach (string location in found.Locations)
        {
            // What is not UTF-8 was replaced, and stands there otherwise.
            BrokenInvariantException.Unless(location.Contains('\ufffd') || input.Span.IndexOf(Encoding.UTF8.GetBytes(location)) >= 0, "each location stands in the input");
        }
    }
}
