namespace MLSecOps.Samples.FashionMnist.Layers;

/// <summary>Which stretches of an image make up its 3 x 3 patches, one patch per pixel, clipped at the border.</summary>
/// <remarks>Channels-last, so the three neighbours in a row lie side by side: one run each instead of nine pixels.</remarks>
internal struct PatchRuns(int side, int channels)
{
    private int _index = -1;

    public PatchRun Current { get; private set; }

    public readonly PatchRuns GetEnumerator() => this;

    public bool MoveNext()
    {
        while (++_index < 3 * side * side)
        {
            var (pixel, ky) = Math.DivRem(_index, 3);
            var (y, x) = Math.DivRem(pixel, side);
            var row = y + ky - 1;
            if (row < 0 || row >= side)
            {
                continue;
            }

            var (from, to) = (Math.Max(x - 1, 0), Math.Min(x + 2, side));
            Current = new PatchRun(
                InImage: ((row * side) + from) * channels,
                InPatches: ((((pixel * 3) + ky) * 3) + from - (x - 1)) * channels,
                Length: (to - from) * channels);
            return true;
        }

        return false;
    }
}
