using MLSecOps.Formats.Packages;

namespace MLSecOps.Formats.Tests.Packages;

public sealed class PackagePathTests
{
    [Theory]
    [InlineData("model.onnx")]
    [InlineData("sanity/test_data_set_0/input_0.pb")]
    [InlineData("a b/c (1).txt")]
    [InlineData("indexes/x")]
    [InlineData("sub/manifest.json")]
    [InlineData("sub/index/x")]
    [InlineData("..a")]
    [InlineData("manifest")]
    public void Allowed(string path) => Assert.True(PackagePath.IsValid(path));

    [Theory]
    [InlineData("")]
    [InlineData("/model.onnx")]
    [InlineData("model.onnx/")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("a/./b")]
    [InlineData("../a")]
    [InlineData("a/../../b")]
    [InlineData("a/..")]
    [InlineData("a\\b")]
    [InlineData("c:x")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\u007fb")]
    [InlineData("modèle.onnx")]
    [InlineData("a/b.")]
    [InlineData("a /b")]
    [InlineData(" a")]
    [InlineData("manifest.json")]
    [InlineData("Manifest.P7S")]
    [InlineData("manifest.anything/x")]
    [InlineData("index")]
    [InlineData("index/model.onnx")]
    [InlineData("INDEX/model.onnx")]
    public void Refused(string path) => Assert.False(PackagePath.IsValid(path));

    [Fact]
    public void AHundredBytesAreTheLimit()
    {
        Assert.True(PackagePath.IsValid(new string('a', 100)));
        Assert.False(PackagePath.IsValid(new string('a', 101)));
    }

    [Theory]
    [InlineData(-1, "a", "b/a", "b/c")]
    [InlineData(-1, "a", "ab", "a-b/c")]
    [InlineData(1, "a", "a")]
    [InlineData(1, "Model.onnx", "model.ONNX")]
    [InlineData(1, "a", "a/b")]
    [InlineData(1, "a/b", "a")]
    [InlineData(1, "A/b/c", "a/B")]
    [InlineData(2, "x", "a/b/c", "a/b")]
    public void ConflictsAreFound(int later, params string[] paths) => Assert.Equal(later, PackagePath.FindConflict(paths));
}
