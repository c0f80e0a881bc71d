using System.Numerics;
using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Core.Fingerprints;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Tests.Fingerprints;

public sealed class BitFlipsTests
{
    private static readonly WeightRegion[] Weights = [new(7, 10, ElementType.Float32), new(101, 3, ElementType.Float64), new(200, 4, ElementType.Float16), new(300, 2, ElementType.BFloat16)];

    [Theory]
    [InlineData(BitClass.Sign, 19)]
    [InlineData(BitClass.Exponent, (10 * 8) + (3 * 11) + (4 * 5) + (2 * 8))]
    [InlineData(BitClass.MantissaHigh, 19 * 7)]
    [InlineData(BitClass.MantissaLow, (10 * 16) + (3 * 45) + (4 * 3))]
    public void All_bits_of_a_class_are_drawn_once_and_only_inside_the_weights(BitClass of, int bits)
    {
        IReadOnlyList<BitFlip> flips = BitFlips.Draw(Weights, of, int.MaxValue, 1);

        Assert.Equal(bits, flips.Distinct().Count());
        Assert.Equal(bits, flips.Count);
        Assert.All(flips, flip =>
        {
            WeightRegion region = Weights.Last(one => one.Start <= flip.Offset);
            int size = ElementTypes.Size(region.Type);
            Assert.InRange(flip.Offset, region.Start, region.Start + (region.Elements * size) - 1);
            Assert.Equal(of, BitClasses.Of(region.Type, ((flip.Offset - region.Start) % size * 8) + flip.Bit));
        });
    }

    [Fact]
    public void A_flip_changes_its_bit_and_nothing_else_and_undoes_itself()
    {
        byte[] model = [.. Enumerable.Range(0, 320).Select(value => (byte)(value * 37))];
        foreach (BitFlip flip in BitClasses.All.SelectMany(of => BitFlips.Draw(Weights, of, 50, 2)))
        {
            byte[] changed = [.. model];
            flip.Apply(changed);
            Assert.Equal(1, model.Zip(changed, (a, b) => BitOperations.PopCount((uint)(a ^ b))).Sum());
            Assert.NotEqual(model[flip.Offset], changed[flip.Offset]);
            flip.Apply(changed);
            Assert.Equal(model, changed);
        }
    }

    [Fact]
    public void The_sign_bit_is_the_sign()
    {
        byte[] model = BitConverter.GetBytes(1.5f);
        Assert.Single(BitFlips.Draw([new WeightRegion(0, 1, ElementType.Float32)], BitClass.Sign, 9, 3))!.Apply(model);
        Assert.Equal(-1.5f, BitConverter.ToSingle(model));
    }

    [Fact]
    public void A_seed_gives_its_flips_again_and_another_one_others()
    {
        WeightRegion[] large = [new(0, 100_000, ElementType.Float32)];
        Assert.Equal(BitFlips.Draw(large, BitClass.Exponent, 40, 5), BitFlips.Draw(large, BitClass.Exponent, 40, 5));
        Assert.NotEqual(BitFlips.Draw(large, BitClass.Exponent, 40, 5), BitFlips.Draw(large, BitClass.Exponent, 40, 6));
        Assert.Empty(BitFlips.Draw([], BitClass.Sign, 4, 1));
        Assert.Empty(BitFlips.Draw([new(0, 5, ElementType.BFloat16)], BitClass.MantissaLow, 4, 1));
    }
}
