using System.Runtime.InteropServices;
using MLSecOps.Behaviour.Challenge;
using MLSecOps.Core.Challenge;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Tests.Challenge;

public sealed class ChallengeExpansionTests
{
    private static readonly ChallengeSeed Seed = ChallengeCase.Published[0].Seed;
    private static readonly InputDescription Image = new("image", ElementType.Float32, [1, 28, 28], new ValueRange.Floats(0, 1, 8));

    [Fact]
    public void Everything_that_is_bound_changes_all_of_the_inputs()
    {
        byte[] nonce = [.. Seed.Nonce.Span, 0];
        byte[] device = [.. Seed.Ueid.Span];
        device[16] ^= 1;
        string[] all =
        [
            First(Seed, Image), First(Seed with { Nonce = nonce }, Image), First(Seed with { Ueid = device }, Image), First(Seed with { Manifest = Sha256Digest.Of([1]) }, Image),
            First(Seed with { Index = 1 }, Image), First(Seed, Image with { Name = "imag" }), First(Seed, Image with { Shape = [28, 28] }), First(Seed, Image with { Type = ElementType.Float64 }),
            First(Seed, Image with { Range = new ValueRange.Floats(0, 1, 9) }), First(Seed, Image with { Range = new ValueRange.Floats(0, 2, 8) }), Convert.ToHexString(Expand(Seed, Image with { Name = "other" }, Image)[1].Data.Span)[..64],
        ];

        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Equal(all[0], First(Seed, Image));
    }

    [Fact]
    public void Minus_zero_is_the_same_bound_as_zero() =>
        Assert.Equal(First(Seed, Image), First(Seed, Image with { Range = new ValueRange.Floats(-0.0, 1, 8) }));

    [Fact]
    public void Floats_are_steps_of_the_scale_and_each_is_as_likely()
    {
        float[] values = MemoryMarshal.Cast<byte, float>(Expand(Seed, new InputDescription("x", ElementType.Float32, [100, 1000], new ValueRange.Floats(-0.5, 0.75, 2)))[0].Data.Span).ToArray();

        var counts = values.GroupBy(value => value).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal([-0.5f, -0.25f, 0, 0.25f, 0.5f, 0.75f], counts.Keys.Order());
        Assert.All(counts.Values, count => Assert.InRange(count, 16_100, 17_200));
    }

    [Fact]
    public void Whole_numbers_whose_count_is_no_power_of_two_are_not_biased()
    {
        ReadOnlySpan<byte> bytes = Expand(Seed, new InputDescription("x", ElementType.UInt8, [99_000], new ValueRange.Integers(7, 17)))[0].Data.Span;

        int[] counts = [.. bytes.ToArray().GroupBy(value => value).OrderBy(group => group.Key).Select(group => group.Count())];
        Assert.Equal(11, counts.Length);
        Assert.All(counts, count => Assert.InRange(count, 8_600, 9_400));
    }

    [Theory]
    [InlineData(15, 17, 0)]
    [InlineData(65, 17, 0)]
    [InlineData(16, 16, 0)]
    [InlineData(16, 17, -1)]
    [InlineData(16, 17, 65_536)]
    public void A_bad_seed_is_a_value(int nonce, int ueid, int index)
    {
        byte[] device = new byte[ueid];
        device[0] = 1;

        Assert.Equal(ChallengeReasons.SeedInvalid, Refused(new ChallengeSeed(new byte[nonce], device, Sha256Digest.Of([]), index), Image));
        Assert.Equal(ChallengeReasons.SeedInvalid, Refused(new ChallengeSeed(new byte[16], new byte[17], Sha256Digest.Of([]), 0), Image));
        Assert.Equal(ChallengeReasons.SeedInvalid, Refused(Seed with { Manifest = default }, Image));
    }

    public static TheoryData<string, ElementType, ValueRange, string> BadRanges => new()
    {
        { "floats of integers", ElementType.Int32, new ValueRange.Floats(0, 1, 8), "CHALLENGE_TYPE_UNFIT" },
        { "integers of floats", ElementType.Float32, new ValueRange.Integers(0, 1), "CHALLENGE_TYPE_UNFIT" },
        { "list of floats", ElementType.Float32, new ValueRange.OneOf([1]), "CHALLENGE_TYPE_UNFIT" },
        { "booleans of bytes", ElementType.UInt8, new ValueRange.Booleans(), "CHALLENGE_TYPE_UNFIT" },
        { "text", ElementType.Text, new ValueRange.OneOf([1]), "CHALLENGE_TYPE_UNFIT" },
        { "unknown type", (ElementType)77, new ValueRange.Integers(0, 1), "CHALLENGE_TYPE_UNFIT" },
        { "order", ElementType.Float32, new ValueRange.Floats(1, 0, 8), "CHALLENGE_RANGE_INVALID" },
        { "off scale", ElementType.Float32, new ValueRange.Floats(0, 0.1, 8), "CHALLENGE_RANGE_INVALID" },
        { "not a number", ElementType.Float32, new ValueRange.Floats(double.NaN, 1, 8), "CHALLENGE_RANGE_INVALID" },
        { "infinite", ElementType.Float64, new ValueRange.Floats(0, double.PositiveInfinity, 8), "CHALLENGE_RANGE_INVALID" },
        { "too many steps", ElementType.Float64, new ValueRange.Floats(0, 2, 53), "CHALLENGE_RANGE_INVALID" },
        { "vanishes", ElementType.Float64, new ValueRange.Floats(0, double.Epsilon, -127), "CHALLENGE_RANGE_INVALID" },
        { "scale", ElementType.Float64, new ValueRange.Floats(0, 0, 150), "CHALLENGE_RANGE_INVALID" },
        { "rounds to infinity", ElementType.Float16, new ValueRange.Floats(0, 65_520, 0), "CHALLENGE_RANGE_INVALID" },
        { "integers in the wrong order", ElementType.Int8, new ValueRange.Integers(1, 0), "CHALLENGE_RANGE_INVALID" },
        { "out of type", ElementType.Int8, new ValueRange.Integers(0, 128), "CHALLENGE_RANGE_INVALID" },
        { "negative", ElementType.UInt64, new ValueRange.Integers(-1, 0), "CHALLENGE_RANGE_INVALID" },
        { "empty list", ElementType.Int8, new ValueRange.OneOf([]), "CHALLENGE_RANGE_INVALID" },
        { "list out of type", ElementType.Int8, new ValueRange.OneOf([1, 200]), "CHALLENGE_RANGE_INVALID" },
        { "long list", ElementType.Int16, new ValueRange.OneOf([.. Enumerable.Range(0, 4097).Select(value => (Int128)value)]), "CHALLENGE_TOO_LARGE" },
    };

    [Theory]
    [MemberData(nameof(BadRanges))]
    public void A_range_that_does_not_fit_is_a_value(string what, ElementType type, ValueRange range, string reason) =>
        Assert.Equal((what, reason), (what, Refused(Seed, new InputDescription("x", type, [2], range)).Code));

    [Fact]
    public void Bounds_at_the_limits_are_accepted()
    {
        ValueRange[] floats = [new ValueRange.Floats(-1, 1, 53), new ValueRange.Floats(0, 65_519, 0), new ValueRange.Floats(0, Math.ScaleB(1, -149), 149), new ValueRange.Floats(0, 0, -127)];
        Assert.All(floats, range => Expand(Seed, new InputDescription("x", ElementType.Float16, [2], range)));
        Expand(Seed, new InputDescription("x", ElementType.UInt8, [1 << 24], new ValueRange.Integers(3, 3)));
    }

    [Fact]
    public void Sizes_have_limits_and_overflow_does_not_escape_them()
    {
        long[][] shapes = [[(1 << 22) + 1], [1L << 40, 1L << 40], [long.MaxValue, long.MaxValue, 4], [1, 1, 1, 1, 1, 1, 1, 1, 1]];
        Assert.All(shapes, shape => Assert.Equal(ChallengeReasons.TooLarge, Refused(Seed, Image with { Shape = shape })));
        long[][] open = [[0], [-1, 4], [4, long.MinValue]];
        Assert.All(open, shape => Assert.Equal(ChallengeReasons.ShapeInvalid, Refused(Seed, Image with { Shape = shape })));
        Assert.Equal(ChallengeReasons.TooLarge, Refused(Seed, Image with { Shape = [1 << 21] }, Image with { Shape = [1 << 21], Name = "b" }, Image with { Name = "c" }));
        Assert.Equal(ChallengeReasons.TooLarge, Refused(Seed, [.. Enumerable.Range(0, 33).Select(place => Image with { Name = $"{place}" })]));
        Assert.Equal(ChallengeReasons.TooLarge, Refused(Seed, Image with { Name = new string('é', 129) }));
        Assert.Equal(ChallengeReasons.InputsInvalid, Refused(Seed));
        Assert.Equal(ChallengeReasons.InputsInvalid, Refused(Seed, Image with { Name = "" }));
        Assert.Equal(ChallengeReasons.InputsInvalid, Refused(Seed, Image with { Name = "\uD800" }));
        Assert.Equal(ChallengeReasons.InputsInvalid, Refused(Seed, Image, Image));
    }

    private static Reason Refused(ChallengeSeed seed, params InputDescription[] inputs)
    {
        Assert.False(ChallengeExpansion.TryExpand(seed, inputs, out IReadOnlyList<Tensor>? tensors, out Check? fault));
        Assert.Null(tensors);
        Assert.Equal(CheckOutcome.Failed, fault.Outcome);
        return fault.Reason!;
    }

    private static IReadOnlyList<Tensor> Expand(ChallengeSeed seed, params InputDescription[] inputs)
    {
        Assert.True(ChallengeExpansion.TryExpand(seed, inputs, out IReadOnlyList<Tensor>? tensors, out Check? fault), fault?.ToString());
        return tensors;
    }

    private static string First(ChallengeSeed seed, InputDescription input) => Convert.ToHexString(Expand(seed, input)[0].Data.Span)[..64];
}
