using System.Text;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Enrolment;

namespace MLSecOps.Cli.Hub;

/// <summary>A token as the hub answered it, checked, and printed or written.</summary>
internal static class TokenAnswer
{
    private const string Next = "put it where hub.token_file of the device's agent says (mlsec device enroll does it there); it enrols one device, once";

    /// <summary>Opens the file that the token goes to; null for printing. Before the hub is asked: a token that could not be written would be lost.</summary>
    public static ResultFile? Open(string? path) => path is null ? null : new ResultFile(path, replace: false, UnixFileMode.UserRead | UnixFileMode.UserWrite);

    /// <summary>Makes the outcome.</summary>
    /// <param name="answer">The hub's; untrusted.</param>
    /// <param name="wanted">The device that was named; null for any.</param>
    /// <param name="schema">Of the command.</param>
    /// <param name="hub">Name of the hub.</param>
    /// <param name="file">Where the token goes; null for printing.</param>
    /// <param name="path">Its path.</param>
    public static Outcome Read(HubAnswer answer, string? wanted, string schema, string hub, ResultFile? file, string? path)
    {
        TokenReply reply = answer.Read(HubJson.Default.TokenReply);
        if (!EnrolToken.TryParse(reply.Token, out _) || !Ueid.TryParse(reply.Ueid, out _) || (wanted is not null && reply.Ueid != wanted))
        {
            throw answer.Unreadable("it is no token for the device that was named");
        }

        file?.Commit(Encoding.ASCII.GetBytes(reply.Token + "\n"));
        TokenDocument document = new()
        {
            Schema = schema,
            Ok = true,
            Hub = hub,
            Token = path is null ? reply.Token : null,
            File = path,
            Ueid = reply.Ueid,
            Expires = reply.Expires,
            Hint = char.ToUpperInvariant(Next[0]) + Next[1..] + ".",
        };
        return new Outcome(document, [
            path is null ? $"token     {reply.Token}" : $"wrote     {path}",
            $"device    {reply.Ueid}",
            $"until     {reply.Expires}",
            $"next      {Next}",
        ]);
    }
}
