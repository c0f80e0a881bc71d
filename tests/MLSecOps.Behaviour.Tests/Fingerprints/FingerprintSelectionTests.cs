using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Core.Fingerprints;

namespace MLSecOps.Behaviour.Tests.Fingerprints;

public sealed class FingerprintSelectionTests
{
    [Fact]
    public void Each_choice_adds_the_most_to_those_before_it()
    {
        RevealTable table = Table([5, 5, 0, 0, 0], [5, 5, 5, 0, 0], [0, 0, 0, 5, 0], [0, 0, 0, 5, 5]);

        Assert.Equal([1, 3], FingerprintSelection.Choose(table, 8));
        Assert.Equal([1], FingerprintSelection.Choose(table, 1));
    }

    [Fact]
    public void Of_as_many_the_wider_margin_is_chosen_and_of_equal_ones_the_first()
    {
        Assert.Equal(1, FingerprintSelection.Choose(Table([1.1, 0], [0, 1.2], [1.2, 0]), 1)[0]);
        Assert.Equal([1], FingerprintSelection.Choose(Table([2, 0], [9, 0]), 2));
        Assert.Equal([0], FingerprintSelection.Choose(Table([double.PositiveInfinity, 0], [double.PositiveInfinity, 0]), 2));
        // Two copies near the tolerance are worth more than one far beyond it.
        Assert.Equal(0, FingerprintSelection.Choose(Table([1.1, 1.1], [1e9, 0]), 1)[0]);
    }

    [Fact]
    public void What_is_exactly_at_the_tolerance_is_not_revealed()
    {
        RevealTable table = Table([1, 1], [Math.BitIncrement(1), 0]);

        Assert.Equal(0, FingerprintCoverage.Of(table, [0])[^1].Revealed);
        Assert.Equal(1, FingerprintCoverage.Of(table, [0, 1])[^1].Revealed);
    }

    [Fact]
    public void Nothing_is_chosen_that_adds_nothing()
    {
        Assert.Empty(FingerprintSelection.Choose(Table([0, 0], [0, 0]), 3));
        Assert.Empty(FingerprintSelection.Choose(new RevealTable(0, [BitClass.Sign]), 3));
    }

    [Fact]
    public void Coverage_is_by_class_with_the_ceiling_of_the_pool()
    {
        var table = new RevealTable(2, [BitClass.Sign, BitClass.MantissaLow, BitClass.MantissaLow]) { [0, 0] = 3, [1, 1] = 3 };

        Assert.Equal(
            [new(BitClass.Sign, 1, 1, 1, 1), new(BitClass.MantissaLow, 2, 0, 1, 0), new(null, 3, 1, 2, 1)],
            FingerprintCoverage.Of(table, [0]));
    }

    [Fact]
    public void Greedy_reveals_at_least_its_share_of_the_best_choice()
    {
        var random = new Random(7);
        for (int round = 0; round < 200; round++)
        {
            double[][] rows = [.. Enumerable.Range(0, 8).Select(_ => Enumerable.Range(0, 12).Select(_ => random.Next(4) == 0 ? 3.0 : 0).ToArray())];
            RevealTable table = Table(rows);
            int greedy = FingerprintCoverage.Of(table, FingerprintSelection.Choose(table, 2))[^1].Revealed;
            int best = Enumerable.Range(0, 8).Max(a => Enumerable.Range(0, 8).Max(b => FingerprintCoverage.Of(table, [a, b])[^1].Revealed));
            Assert.InRange(greedy, Math.Ceiling((1 - (1 / Math.E)) * best), best);
        }
    }

    [Fact]
    public void Swaps_find_what_greedy_misses()
    {
        // The first reveals most alone, but the two others reveal all.
        RevealTable table = Table([9, 9, 9, 9, 0, 0], [9, 9, 9, 0, 0, 0], [0, 0, 0, 9, 9, 9]);
        RevealTable trap = Table([9, 9, 0, 9, 9, 0], [9, 9, 9, 0, 0, 0], [0, 0, 0, 9, 9, 9]);

        Assert.Equal(6, FingerprintCoverage.Of(table, FingerprintSelection.Improve(table, FingerprintSelection.Choose(table, 2), _ => true))[^1].Revealed);
        Assert.Equal(5, FingerprintCoverage.Of(trap, FingerprintSelection.Choose(trap, 2))[^1].Revealed);
        Assert.Equal([1, 2], FingerprintSelection.Improve(trap, FingerprintSelection.Choose(trap, 2), _ => true).Order());
        Assert.Empty(FingerprintSelection.Improve(trap, [], _ => true));
    }

    [Fact]
    public void Swaps_never_take_what_is_not_fit_and_never_lose()
    {
        var random = new Random(11);
        for (int round = 0; round < 50; round++)
        {
            RevealTable table = Table([.. Enumerable.Range(0, 10).Select(_ => Enumerable.Range(0, 20).Select(_ => random.NextDouble() * 3).ToArray())]);
            IReadOnlyList<int> greedy = FingerprintSelection.Choose(table, 3, candidate => candidate != 4), better = FingerprintSelection.Improve(table, greedy, candidate => candidate != 4);
            var worth = new CopyWorth(table);
            Assert.DoesNotContain(4, better);
            Assert.True(worth.Of(better) >= worth.Of(greedy) - 1e-9);
        }
    }

    [Fact]
    public void Of_each_class_the_first_copies_are_chosen_by_and_the_others_measured_on()
    {
        CopyHalves halves = CopyHalves.Split(1, [BitClass.Sign, BitClass.Sign, BitClass.Sign, BitClass.Exponent], 2, (_, copy) => copy);

        Assert.Equal([BitClass.Sign, BitClass.Sign, BitClass.Exponent], halves.ToChoose.Copies);
        Assert.Equal([0, 1, 3], Enumerable.Range(0, 3).Select(copy => halves.ToChoose[0, copy]));
        Assert.Equal(BitClass.Sign, Assert.Single(halves.ToMeasure.Copies));
        Assert.Equal(2, halves.ToMeasure[0, 0]);
    }

    private static RevealTable Table(params double[][] margins)
    {
        var table = new RevealTable(margins.Length, [.. margins[0].Select(_ => BitClass.Exponent)]);
        for (int candidate = 0; candidate < margins.Length; candidate++)
        {
            for (int copy = 0; copy < margins[0].Length; copy++)
            {
                table[candidate, copy] = margins[candidate][copy];
            }
        }

        return table;
    }
}
