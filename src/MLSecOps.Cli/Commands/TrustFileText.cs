using System.Text;
using MLSecOps.Cli.Keys;

namespace MLSecOps.Cli.Commands;

/// <summary>The trust.toml that <c>trust init</c> writes.</summary>
internal static class TrustFileText
{
    public static string Of(string? fleet)
    {
        StringBuilder text = new();
        text.Append("# Whose signatures this machine accepts. Copy it with the folder anchors to /etc/mlsec.\n");
        text.Append("# threshold: how many different keys must have signed. eku: \"strict\" asks that signers have extended key usage codeSigning.\n\n");
        text.Append(fleet is null ? "# The fleet that this machine belongs to; packages with an audience need it.\n# fleet = \"name\"\n" : $"fleet = \"{fleet}\"\n");
        foreach (string role in Roles.All)
        {
            text.Append($"\n# {Roles.PurposeOf(role)}\n[{role}]\nanchors = [\"anchors/{role}.pem\"]\nthreshold = 1\neku = \"strict\"\n");
        }

        text.Append("\n# Time-stamp authorities: a token of theirs proves when something was signed.\n[timestamp]\nanchors = [\"anchors/timestamp.pem\"]\n");
        return text.ToString();
    }
}
