using System.Buffers.Binary;
using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Core.Fingerprints;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Tests.Fingerprints;

public sealed class FingerprintSearchTests
{
    private const int Elements = 12;

    private static readonly BitClass[] Copies = [BitClass.Sign, BitClass.Exponent, BitClass.MantissaHigh, BitClass.MantissaHigh];

    [Fact]
    public void Rounds_only_ever_improve_and_end()
    {
        FingerprintSearch search = Begin(out double before, fit: true);
        int rounds = 0;
        while (search.Next() is { Count: > 0 } next)
        {
            search.Take(Margins(next), _ => true);
            double now = Worth(search.Chosen);
            Assert.True(now >= before);
            before = now;
            rounds++;
        }

        Assert.InRange(rounds, 1, FingerprintSearch.MostRounds);
        Assert.Equal(rounds, search.Rounds);
        Assert.InRange(search.Chosen.Count, 1, 2);
        Assert.True(Worth(search.Chosen) > Worth(Begin(out _, fit: true).Chosen));
    }

    [Fact]
    public void The_same_pool_and_margins_give_the_same_fingerprints()
    {
        Assert.Equal(Bytes(Run()), Bytes(Run()));

        static IReadOnlyList<IReadOnlyList<Tensor>> Run()
        {
            FingerprintSearch search = Begin(out _, fit: true);
            while (search.Next() is { Count: > 0 } next)
            {
                search.Take(Margins(next), _ => true);
            }

            return search.Chosen;
        }
    }

    [Fact]
    public void All_that_is_tried_stays_within_the_range_of_the_real_inputs()
    {
        FingerprintSearch search = Begin(out _, fit: true);
        for (IReadOnlyList<IReadOnlyList<Tensor>> next = search.Next(); next.Count > 0; next = search.Next())
        {
            Assert.All(next.SelectMany(input => Values(input[0])), value => Assert.InRange(value, -1, 1));
            Assert.All(next, input => Assert.Equal([1, 3, 4], input[0].Shape));
            search.Take(Margins(next), _ => true);
        }
    }

    [Fact]
    public void What_is_not_fit_takes_no_place()
    {
        FingerprintSearch search = Begin(out _, fit: true);
        IReadOnlyList<IReadOnlyList<Tensor>> before = search.Chosen;
        int rounds = 0;
        while (search.Next() is { Count: > 0 } next)
        {
            search.Take(Margins(next), _ => false);
            rounds++;
        }

        Assert.Equal(before, search.Chosen);
        Assert.InRange(rounds, 1, FingerprintSearch.MostRounds - 1);
        Assert.Empty(Begin(out _, fit: false).Next());
    }

    [Fact]
    public void Whole_numbers_are_never_varied()
    {
        IReadOnlyList<IReadOnlyList<Tensor>> pool = [.. Enumerable.Range(0, 4).Select(number => (IReadOnlyList<Tensor>)[new Tensor("x", ElementType.Int64, [1], new byte[] { (byte)number, 0, 0, 0, 0, 0, 0, 0 })])];
        var table = new RevealTable(4, [BitClass.Sign]) { [2, 0] = 5 };
        var search = new FingerprintSearch(pool, 4, table, _ => true, 8);

        Assert.Same(pool[2], Assert.Single(search.Chosen));
        Assert.Empty(search.Next());
    }

    [Fact]
    public void Inputs_of_another_shape_are_chosen_but_not_varied()
    {
        IReadOnlyList<IReadOnlyList<Tensor>> pool = [[Input([1, 3, 4], 0.5f)], [Input([1, 3, 4], -1)], [Input([1, 2, 2], 1)]];
        var table = new RevealTable(3, [BitClass.Sign, BitClass.Sign]) { [0, 0] = 5, [2, 1] = 5 };
        var search = new FingerprintSearch(pool, 3, table, _ => true, 8);

        Assert.Equal(2, search.Chosen.Count);
        Assert.All(search.Next(), input => Assert.Equal([1, 3, 4], input[0].Shape));
    }

    [Fact]
    public void Margins_of_other_copies_are_refused()
    {
        FingerprintSearch search = Begin(out _, fit: true);
        int count = search.Next().Count;

        Assert.Throws<ArgumentException>(() => search.Take(new RevealTable(count, [BitClass.Sign]), _ => true));
        Assert.Throws<ArgumentException>(() => search.Take(new RevealTable(count + 1, Copies), _ => true));
    }

    private static FingerprintSearch Begin(out double worth, bool fit)
    {
        var random = new Random(3);
        IReadOnlyList<IReadOnlyList<Tensor>> pool = [.. Enumerable.Range(0, 10).Select(number =>
            (IReadOnlyList<Tensor>)[Input([1, 3, 4], [.. Enumerable.Range(0, Elements).Select(element => number < 2 ? (float)((2 * number) - 1) : (random.NextSingle() * 2) - 1)])])];
        var search = new FingerprintSearch(pool, pool.Count, Margins(pool), _ => fit, 2);
        worth = Worth(search.Chosen);
        return search;
    }

    // A copy is revealed by a large element where the sum of all is near 0: as a weight of a last layer is.
    private static RevealTable Margins(IReadOnlyList<IReadOnlyList<Tensor>> inputs)
    {
        var table = new RevealTable(inputs.Count, Copies);
        for (int input = 0; input < inputs.Count; input++)
        {
            float[] values = Values(inputs[input][0]);
            for (int copy = 0; copy < Copies.Length; copy++)
            {
                table[input, copy] = Math.Abs(values[copy * 3]) / (0.01 + Math.Abs(values.Sum()));
            }
        }

        return table;
    }

    private static double Worth(IReadOnlyList<IReadOnlyList<Tensor>> chosen) =>
        chosen.Count == 0 ? 0 : new CopyWorth(Margins(chosen)).Of(Enumerable.Range(0, chosen.Count));

    private static string[] Bytes(IReadOnlyList<IReadOnlyList<Tensor>> inputs) => [.. inputs.Select(input => Convert.ToHexString(input[0].Data.Span))];

    private static float[] Values(Tensor tensor) =>
        [.. Enumerable.Range(0, tensor.Data.Length / sizeof(float)).Select(index => BinaryPrimitives.ReadSingleLittleEndian(tensor.Data.Span[(index * sizeof(float))..]))];

    private static Tensor Input(long[] shape, params float[] values)
    {
        int count = (int)shape.Aggregate(1L, (product, axis) => product * axis);
        byte[] data = new byte[count * sizeof(float)];
        for (int index = 0; index < count; index++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(index * sizeof(float)), values[index % values.Length]);
        }

        return new Tensor("x", ElementType.Float32, shape, data);
    }
}
