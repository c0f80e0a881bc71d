using MLSecOps.Formats.Documents;

namespace MLSecOps.Formats.Tests.Documents;

public sealed class SemanticVersionTests
{
    [Fact]
    public void PrecedenceIsThatOfTheSpecification()
    {
        // semver.org, item 11, its own example, with numbers beyond any machine integer at the end.
        string[] ascending =
        [
            "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0",
            "1.0.1", "1.2.0", "1.10.0", "2.0.0", "99999999999999999999.0.0", "100000000000000000000.0.0",
        ];
        for (int i = 0; i < ascending.Length; i++)
        {
            for (int j = 0; j < ascending.Length; j++)
            {
                int order = SemanticVersion.TryParse(ascending[i])!.ComparePrecedence(SemanticVersion.TryParse(ascending[j])!);
                Assert.Equal(Math.Sign(i - j), Math.Sign(order));
            }
        }
    }

    [Fact]
    public void BuildMetadataDoesNotCount() =>
        Assert.Equal(0, SemanticVersion.TryParse("1.0.0+a")!.ComparePrecedence(SemanticVersion.TryParse("1.0.0+b.01")!));

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.2")]
    [InlineData("1.2.3.4")]
    [InlineData("01.2.3")]
    [InlineData("1.2.3-")]
    [InlineData("1.2.3-01")]
    [InlineData("1.2.3-a..b")]
    [InlineData("1.2.3+")]
    [InlineData("1.2.3+a+b")]
    [InlineData("v1.2.3")]
    [InlineData("1.2.3 ")]
    [InlineData("-1.2.3")]
    [InlineData("1.2.٣")]
    public void AnythingElseIsNone(string text) => Assert.Null(SemanticVersion.TryParse(text));
}
