namespace MLSecOps.Samples.FashionMnist.Data;

/// <summary>The data set in its usual parts, with the last 5,000 training images held back for validation.</summary>
/// <remarks>Choices (rate, epochs) belong on <see cref="Validation"/>, so that <see cref="Test"/> stays an honest measure.</remarks>
internal sealed record FashionMnistData(ImageSet Train, ImageSet Validation, ImageSet Test)
{
    /// <summary>Where Debian's package <c>dataset-fashion-mnist</c> puts the files.</summary>
    public const string DebianFolder = "/usr/share/datasets/fashion-mnist";

    private const int TrainingImages = 60_000;
    private const int ValidationImages = 5_000;
    private const int TestImages = 10_000;

    public static IReadOnlyList<string> Classes { get; } =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <exception cref="CommandFault">A file is missing or is not what it should be.</exception>
    public static FashionMnistData Load(string folder)
    {
        var training = LoadPart(folder, "train", TrainingImages);
        return new FashionMnistData(
            training.Slice(0, TrainingImages - ValidationImages),
            training.Slice(TrainingImages - ValidationImages, ValidationImages),
            LoadPart(folder, "t10k", TestImages));
    }

    private static ImageSet LoadPart(string folder, string part, int count)
    {
        try
        {
            return new ImageSet(
                IdxFile.Read(Path.Combine(folder, $"{part}-images-idx3-ubyte.gz"), count, ImageSet.Side, ImageSet.Side),
                LoadLabels(Path.Combine(folder, $"{part}-labels-idx1-ubyte.gz"), count));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CommandFault(
                "DATA_UNREADABLE", $"cannot read Fashion-MNIST from '{folder}'", e.Message,
                $"apt-get install dataset-fashion-mnist, then --data {DebianFolder}");
        }
    }

    private static byte[] LoadLabels(string path, int count)
    {
        var labels = IdxFile.Read(path, count);
        return labels.All(label => label < Classes.Count)
            ? labels
            : throw new InvalidDataException($"{path}: a label is above {Classes.Count - 1}");
    }
}
