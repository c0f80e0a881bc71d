using MLSecOps.Core.Fingerprints;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Fingerprints;

/// <summary>Draws single-bit flips of a model's weights: a seed gives the same ones on every machine.</summary>
public static class BitFlips
{
    /// <summary>Draws flips of one class; every bit of that class is as likely as any other, and none comes twice.</summary>
    /// <param name="weights">Where the weights are.</param>
    /// <param name="ofClass">Class of the bits.</param>
    /// <param name="count">How many; fewer are returned when the model has not so many bits of the class.</param>
    /// <param name="seed">Another seed, other flips.</param>
    public static IReadOnlyList<BitFlip> Draw(IReadOnlyList<WeightRegion> weights, BitClass ofClass, int count, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(weights);
        (WeightRegion Region, int[] Bits)[] places = [.. weights.Select(region => (region, BitsOf(region.Type, ofClass))).Where(place => place.Item2.Length > 0)];
        long bits = places.Sum(place => (long)place.Region.Elements * place.Bits.Length);
        // A stream of its own for each class, far from those of neighbouring seeds.
        var stream = new FlipStream(new FlipStream(seed).Draw(ulong.MaxValue) + (ulong)ofClass);
        HashSet<long> drawn = [];
        List<BitFlip> flips = [];
        while (flips.Count < Math.Min(count, bits))
        {
            long number = (long)stream.Draw((ulong)bits - 1);
            if (drawn.Add(number))
            {
                flips.Add(At(places, number, ofClass));
            }
        }

        return flips;
    }

    private static int[] BitsOf(ElementType type, BitClass ofClass) =>
        [.. Enumerable.Range(0, ElementTypes.Size(type) * 8).Where(bit => BitClasses.Of(type, bit) == ofClass)];

    private static BitFlip At((WeightRegion Region, int[] Bits)[] places, long number, BitClass ofClass)
    {
        foreach ((WeightRegion region, int[] bits) in places)
        {
            long inside = (long)region.Elements * bits.Length;
            if (number < inside)
            {
                int bit = bits[number % bits.Length];
                return new BitFlip(region.Start + ((int)(number / bits.Length) * ElementTypes.Size(region.Type)) + (bit / 8), bit % 8, ofClass);
            }

            number -= inside;
        }

        throw new InvalidOperationException("A flip beyond all weights. This is a bug.");
    }
}
