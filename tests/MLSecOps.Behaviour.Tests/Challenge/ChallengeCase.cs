using System.Globalization;
using System.Text.Json.Nodes;
using MLSecOps.Behaviour.Challenge;
using MLSecOps.Core.Challenge;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Tests.Challenge;

/// <summary>A seed and descriptions, here and as JSON for the other implementation.</summary>
internal sealed record ChallengeCase(byte[] Nonce, byte[] Ueid, byte[] Manifest, int Index, IReadOnlyList<InputDescription> Inputs)
{
    public static readonly byte[] Device = Convert.FromHexString("01000102030405060708090a0b0c0d0e0f");

    private static readonly ElementType[] Floats = [ElementType.Float16, ElementType.BFloat16, ElementType.Float32, ElementType.Float64];

    private static readonly (ElementType Type, Int128 Low, Int128 High)[] Integers =
    [
        (ElementType.UInt8, 0, byte.MaxValue), (ElementType.Int8, sbyte.MinValue, sbyte.MaxValue), (ElementType.UInt16, 0, ushort.MaxValue), (ElementType.Int16, short.MinValue, short.MaxValue),
        (ElementType.UInt32, 0, uint.MaxValue), (ElementType.Int32, int.MinValue, int.MaxValue), (ElementType.UInt64, 0, ulong.MaxValue), (ElementType.Int64, long.MinValue, long.MaxValue),
    ];

    public ChallengeSeed Seed => new(Nonce, Ueid, new Sha256Digest(Manifest), Index);

    /// <summary>The cases of the published vectors: every type, every kind of range, the bounds of the seed.</summary>
    public static IReadOnlyList<ChallengeCase> Published =>
    [
        Of(16, 0, new InputDescription("Input3", ElementType.Float32, [1, 1, 4, 4], new ValueRange.Floats(0, 1, 8))),
        Of(64, ChallengeLimits.MaxIndex, [.. Floats.Select(type => new InputDescription(ElementTypes.Name(type), type, [5], new ValueRange.Floats(-3.5, 2, 30)))]),
        Of(32, 1, [.. Integers.Select(row => new InputDescription(ElementTypes.Name(row.Type), row.Type, [2], new ValueRange.Integers(row.Low, row.High)))]),
        Of(32, 2, new("scalar", ElementType.Int64, [], new ValueRange.Integers(-7, -7)), new("token", ElementType.Int32, [2, 3], new ValueRange.OneOf([101, 102, -1, 30521])), new("maské", ElementType.Bool, [1, 9], new ValueRange.Booleans())),
        Of(20, 3, new("rounds to zero", ElementType.Float16, [6], new ValueRange.Floats(Math.ScaleB(-3, -26), Math.ScaleB(3, -26), 26)), new("large steps", ElementType.BFloat16, [4], new ValueRange.Floats(-1024, 1024, -3))),
    ];

    /// <summary>Any case that is legal.</summary>
    public static ChallengeCase Random(Random random)
    {
        byte[] nonce = new byte[random.Next(16, 65)], ueid = new byte[17], manifest = new byte[32];
        random.NextBytes(nonce);
        random.NextBytes(ueid);
        random.NextBytes(manifest);
        ueid[0] = 1;
        return new ChallengeCase(nonce, ueid, manifest, random.Next(65_536), [.. Enumerable.Range(0, random.Next(1, 4)).Select(place => AnyInput(random, $"in{place}"))]);
    }

    public JsonObject ToJson() => new()
    {
        ["nonce"] = Convert.ToHexStringLower(Nonce),
        ["ueid"] = Convert.ToHexStringLower(Ueid),
        ["manifest"] = Convert.ToHexStringLower(Manifest),
        ["index"] = Index,
        ["inputs"] = new JsonArray([.. Inputs.Select(ToJson)]),
    };

    private static ChallengeCase Of(int nonce, int index, params InputDescription[] inputs) =>
        new([.. Enumerable.Range(1, nonce).Select(number => (byte)number)], Device, [.. Enumerable.Repeat((byte)0xA5, 32)], index, inputs);

    private static InputDescription AnyInput(Random random, string name)
    {
        long[] shape = [.. Enumerable.Range(0, random.Next(4)).Select(_ => (long)random.Next(1, 4))];
        switch (random.Next(4))
        {
            case 0:
                return new(name, ElementType.Bool, shape, new ValueRange.Booleans());
            case 1:
                ElementType type = Floats[random.Next(Floats.Length)];
                // Bounds stay below the largest binary16 number; scales go from steps of 16 to the least of them.
                int scale = random.Next(-4, 60);
                long most = Math.Min(1L << 53, (long)Math.ScaleB(65_000, scale));
                long a = random.NextInt64(-most, most + 1), b = random.NextInt64(-most, most + 1);
                int shift = random.Next(53);
                (a, b) = (a >> shift, b >> shift);
                return new(name, type, shape, new ValueRange.Floats(Math.ScaleB(Math.Min(a, b), -scale), Math.ScaleB(Math.Max(a, b), -scale), scale));
            case 2:
                (ElementType integer, Int128 low, Int128 high) = Integers[random.Next(Integers.Length)];
                Int128 one = low + (random.NextInt64() % (high - low + 1)), other = high - (random.Next() % (high - low + 1));
                return new(name, integer, shape, new ValueRange.Integers(Int128.Min(one, other), Int128.Max(one, other)));
            default:
                return new(name, ElementType.Int16, shape, new ValueRange.OneOf([.. Enumerable.Range(0, random.Next(1, 300)).Select(_ => (Int128)random.Next(short.MinValue, short.MaxValue))]));
        }
    }

    // The shortest form does not read back for some powers of two, 2^-25 among them, until dotnet/runtime#131131.
    private static JsonNode Exact(double value) => JsonNode.Parse(value.ToString("G17", CultureInfo.InvariantCulture))!;

    private static JsonNode ToJson(InputDescription input) => new JsonObject
    {
        ["name"] = input.Name,
        ["type"] = ElementTypes.Name(input.Type),
        ["shape"] = new JsonArray([.. input.Shape.Select(dimension => (JsonNode)dimension)]),
        ["range"] = input.Range switch
        {
            ValueRange.Floats floats => new JsonObject { ["low"] = Exact(floats.Low), ["high"] = Exact(floats.High), ["scale"] = floats.Scale },
            ValueRange.Integers integers => new JsonObject { ["low"] = integers.Low.ToString(), ["high"] = integers.High.ToString() },
            ValueRange.OneOf list => new JsonObject { ["values"] = new JsonArray([.. list.Values.Select(value => (JsonNode)value.ToString()!)]) },
            _ => new JsonObject(),
        },
    };
}
