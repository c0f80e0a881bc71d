namespace MLSecOps.Samples.FashionMnist.Data;

/// <summary>Grey images of 28 x 28 pixels, row by row, 0 to 255, and the class of each, 0 to 9.</summary>
internal sealed record ImageSet(ReadOnlyMemory<byte> Pixels, ReadOnlyMemory<byte> Labels)
{
    public const int Side = 28;
    public const int PixelsPerImage = Side * Side;

    public int Count => Labels.Length;

    public ImageSet Slice(int start, int count) =>
        new(Pixels.Slice(start * PixelsPerImage, count * PixelsPerImage), Labels.Slice(start, count));

    public int Label(int index) => Labels.Span[index];

    /// <summary>Writes one image as the model sees it: pixel / 255, in 0 to 1.</summary>
    public void CopyTo(int index, Span<float> target)
    {
        var pixels = Pixels.Span.Slice(index * PixelsPerImage, PixelsPerImage);
        for (var i = 0; i < PixelsPerImage; i++)
        {
            target[i] = pixels[i] / 255f;
        }
    }
}
