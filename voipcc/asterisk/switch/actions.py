"""The core's commands as requests to ARI: few of them, in order per leg, repeatable."""

import asyncio
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any, Protocol
from urllib import parse

import structlog

from voipcc.asterisk.address import SwitchAddress, Telephone
from voipcc.asterisk.ari import Chain, HttpPool, Outcome, outcome_of
from voipcc.asterisk.ari.http import Done
from voipcc.asterisk.config.profiles import PROFILES
from voipcc.asterisk.legs import KEEPER, Leg, Legs
from voipcc.asterisk.sounds import Sounds
from voipcc.asterisk.translate import Translator
from voipcc.core import commands, events

Log = structlog.typing.FilteringBoundLogger

quote = lru_cache(maxsize=4096)(parse.quote)  # a leg's id stands in half a dozen requests
UNREACHABLE = 20
GUARD_HOURS_S = 12 * 3600
MUSIC = "music-"
HANG_UP_TRIES = 3
NUMBER = "party/number"
CONFLICT = 409
# ARI knows its own words; "not_found" must be said as 404.
REASONS: Mapping[str, str] = {"not_found": "unallocated"}


class Vigil(Protocol):
    """What the actions ask of the dead-man's switch."""

    def wind_long(self, leg: Leg) -> None: ...

    def wind_short(self, leg: Leg) -> None: ...

    def look_after(self, leg: Leg) -> None:
        """The switch says the leg has gone: make sure, and say so if no event does."""


def _nobody_rings(leg: Leg, telephone: Telephone, command: commands.Ring) -> None:
    raise AssertionError("the switch has not said who rings telephones")


class Actions:
    """One method per command. Each returns at once."""

    def __init__(
        self,
        *,
        address: SwitchAddress,
        pool: HttpPool,
        sounds: Sounds,
        translator: Translator,
        vigil: Vigil,
        post: Callable[[events.Event], None],
        log: Log,
    ) -> None:
        self.address = address
        self._pool = pool
        self._sounds = sounds
        self._translator = translator
        self._vigil = vigil
        self._post = post
        self._log = log
        self._legs: Legs = translator.legs
        self.hanging_up: Callable[[Leg], None] = lambda leg: None
        self.media_of: Callable[[str], str] = lambda prompt: ""
        self.digits_of: Callable[[str], list[str]] = lambda party: []
        self.number_of: Callable[[str], str] = lambda party: ""
        self.ring_outside: Callable[[Leg, Telephone, commands.Ring], None] = _nobody_rings
        self._music_made: set[str] = set()
        self.table: dict[type, Callable[..., None]] = {
            commands.Answer: self._answer,
            commands.Play: self._play,
            commands.StopPlayback: self._stop_playback,
            commands.StartMusic: self._start_music,
            commands.StopMusic: self._stop_music,
            commands.Ring: self._ring,
            commands.StopRinging: self._stop_ringing,
            commands.HangUp: self._hang_up,
        }

    def forget(self) -> None:
        """After the switch was lost: nothing under way counts any more."""
        self._music_made.clear()

    def readdress(self, address: SwitchAddress) -> None:
        """The same commands to other devices; who hears music that has changed hears the new one."""
        before, self.address = self.address.music, address
        for music in self._music_made:
            if before.get(music) != address.music.get(music):
                chain = Chain(self._pool)  # Asterisk would go on with the old files of the class
                chain.add("DELETE", f"bridges/{MUSIC}{quote(music)}/moh")
                self._play_music(chain.add, music)

    # --- answering, prompts ---

    def _answer(self, command: commands.Answer) -> None:
        leg = self._leg(command.leg, "answer")
        if leg is None:
            return

        def done(status: int, body: bytes) -> None:
            if outcome_of(status, body) is Outcome.DONE:
                self._translator.answered(leg, 0)
            else:
                self._settle(leg, "answer", status, body)

        leg.chain.add("POST", f"channels/{quote(leg.id)}/answer", None, done)

    def _play(self, command: commands.Play) -> None:
        leg = self._leg(command.leg, "play")
        if leg is None:
            return
        media, missing = self._media(command)
        if missing:
            self._log.error("prompt missing", prompts=missing, language=command.language)
        if command.deaf:
            leg.deaf = command.playback
        leg.playing[command.playback] = f"missing: {', '.join(missing)}" if missing else ""

        def done(status: int, body: bytes) -> None:
            outcome = outcome_of(status, body)
            if outcome is Outcome.DONE or leg.playing.pop(command.playback, None) is None:
                return
            if outcome is Outcome.GONE:
                self._vigil.look_after(leg)
            else:
                reason = reason_of(status, body)
                self._post(events.PromptFailed(leg.id, command.playback, reason))
                self.playback_ended(leg)

        path = f"channels/{quote(leg.id)}/play/{quote(command.playback)}"
        leg.chain.add("POST", path, {"media": media}, done)

    def _media(self, command: commands.Play) -> tuple[list[str], list[str]]:
        """What to play and what is missing, with a party's number and recordings put in."""
        prompts: list[str] = []
        for prompt in command.prompts:
            prompts += self.digits_of(command.party) if prompt == NUMBER else [prompt]
        if not any(self.media_of(prompt) for prompt in prompts):
            found = self._sounds.media(prompts, command.language, command.version)
            return found.media, found.missing
        media, missing = [], []
        for prompt in prompts:
            if recorded := self.media_of(prompt):
                media.append(recorded)
            else:
                found = self._sounds.media((prompt,), command.language, command.version)
                media += found.media
                missing += found.missing
        return media, missing

    def _stop_playback(self, command: commands.StopPlayback) -> None:
        leg = self._legs.get(command.leg)
        if leg is not None and (command.playback in leg.playing or leg.found):
            leg.chain.add("DELETE", f"playbacks/{quote(command.playback)}")

    def _stop_all_playbacks(self, leg: Leg) -> None:
        # Asterisk would let addChannel and removeChannel wait for the end of the prompt.
        for playback in leg.playing:
            leg.chain.add("DELETE", f"playbacks/{quote(playback)}")

    # --- music ---

    def _start_music(self, command: commands.StartMusic) -> None:
        leg = self._leg(command.leg, "start_music")
        if leg is None:
            return
        if leg.talk:
            leg.talk, leg.left_talk = "", True
            self._vigil.wind_short(leg)
        if leg.music == command.music:
            leg.music_wanted = ""
        elif leg.playing:
            leg.music_wanted = command.music  # begins when the prompt has ended
        else:
            self.music(leg, command.music)

    def playback_ended(self, leg: Leg) -> None:
        """Music that waited for the end of a prompt begins now."""
        if leg.music_wanted and not leg.playing:
            self.music(leg, leg.music_wanted)

    def music(self, leg: Leg, music: str, again: bool = True) -> None:
        """Put the leg into the holding bridge of `music`, making the bridge if it is gone."""
        leg.music, leg.music_wanted = music, ""
        if music not in self._music_made:
            self._music_made.add(music)
            self._make_music(leg.chain.add, music)

        def done(status: int, body: bytes) -> None:
            if again and status == 404 and b"Bridge" in body:
                self._music_made.discard(music)
                self.music(leg, music, again=False)
            else:
                self._settle(leg, "start_music", status, body)

        path = f"bridges/{MUSIC}{quote(music)}/addChannel?channel={quote(leg.id)}"
        leg.chain.add("POST", path, None, done)

    def make_music(self, music: str) -> None:
        """Make the holding bridge of `music` beforehand, so that the first caller need not."""
        self._music_made.add(music)
        self._make_music(Chain(self._pool).add, music)

    def _make_music(self, add: Callable[..., None], music: str) -> None:
        bridge, keeper = f"bridges/{MUSIC}{quote(music)}", f"{KEEPER}{music}"
        add("POST", f"{bridge}?type=holding", None, self._logged("make_music"))
        self._play_music(add, music)
        body = {
            "endpoint": "Local/s@keeper/n",
            "formats": "slin",  # or it would have the music resampled to 192 kHz for nobody
            "app": self.address.application,
            "appArgs": f"music:{music}",
            "otherChannelId": f"far-{keeper}",
        }
        self._pool.send("POST", f"channels/{quote(keeper)}", body, partial(self._kept, music))

    def _play_music(self, add: Callable[..., None], music: str) -> None:
        path = f"bridges/{MUSIC}{quote(music)}/moh?mohClass={quote(music)}"
        add("POST", path, None, self._logged("make_music"))

    def _kept(self, music: str, status: int, body: bytes) -> None:
        """One that is there already may never have got to its place: its arrival told nobody."""
        if status == CONFLICT:
            place = f"bridges/{MUSIC}{quote(music)}"
            self._pool.send("GET", place, None, partial(self._looked_for_keeper, music))
        else:
            self._logged("make_music")(status, body)

    def _looked_for_keeper(self, music: str, status: int, body: bytes) -> None:
        """One that is in its place is left alone.

        Put there again it would leave for an instant; Asterisk would end the music of a bridge
        nobody else is in, and what is played meanwhile goes to a player that is on its way out.
        """
        if f'"{KEEPER}{music}"'.encode() not in body:
            self.keep_music(music)

    def keep_music(self, music: str) -> None:
        """The keeper of `music` is there: it takes its place.

        Asterisk ends a bridge's music with the last caller in it, and whoever came next would
        wait in silence. So somebody who hears nothing always waits there, too.
        """
        chain = Chain(self._pool)
        place = f"bridges/{MUSIC}{quote(music)}/addChannel?channel={KEEPER}{quote(music)}"
        chain.add("POST", place, None, self._logged("keep_music"))
        self._play_music(chain.add, music)

    def music_ended(self, music: str) -> None:
        """The keeper has gone: somebody hung up every channel there was."""
        if music in self._music_made:
            self.make_music(music)

    def _stop_music(self, command: commands.StopMusic) -> None:
        leg = self._legs.get(command.leg)
        if leg is None:
            return
        leg.music_wanted = ""
        if leg.music:
            self._stop_all_playbacks(leg)
            path = f"bridges/{MUSIC}{quote(leg.music)}/removeChannel?channel={quote(leg.id)}"
            leg.music = ""
            leg.chain.add("POST", path, None, self._logged("stop_music"))

    # --- devices ---

    def _ring(self, command: commands.Ring) -> None:
        endpoint = self.address.endpoints.get(command.device)
        telephone = self.address.telephones.get(command.device)
        leg = self._legs.get(command.leg)
        if leg is None:
            leg = Leg(command.leg, "device", Chain(self._pool), command.device)
            self._legs[command.leg] = leg
        if telephone is not None:
            self.ring_outside(leg, telephone, command)
            return
        if endpoint is None:
            self._log.error("unknown device", device=command.device)
            asyncio.get_running_loop().call_soon(self._cannot_ring, leg)
            return
        path = f"channels/{quote(leg.id)}"
        done = partial(self._rung, leg)
        leg.chain.add("POST", path, self._originate(command, endpoint), done, binding=True)

    def _originate(self, command: commands.Ring, endpoint: str) -> dict[str, Any]:
        caller = self._legs.get(command.caller_leg)
        variables = {
            "PJSIP_TRANSFER_HANDLING()": "ari-only",
            "PJSIP_HEADER(add,X-VCC-Call)": command.call,
            "VCC_CALL_ID": command.call,
            # A talk outlives its controller, but not for ever.
            "TIMEOUT(absolute)": str(GUARD_HOURS_S),
        }
        body: dict[str, Any] = {
            "endpoint": f"PJSIP/{endpoint}",
            "app": self.address.application,
            "appArgs": f"device:{command.leg}",
            "timeout": command.timeout_s,
            "variables": variables,
        }
        if caller is not None:
            body["originator"] = caller.id
            body["callerId"] = caller_id(caller.name, caller.number)
        elif command.party:
            body["callerId"] = caller_id("", self.number_of(command.party))
        elif command.shown:
            body["callerId"] = caller_id(command.shown, "*")
        if command.auto:  # two dialects: most phones know the one or the other
            variables["PJSIP_HEADER(add,Call-Info)"] = "<sip:voipcc>;answer-after=0"
            variables["PJSIP_HEADER(add,Alert-Info)"] = "<http://voipcc>;info=alert-autoanswer"
        if profile := PROFILES.get(command.profile):
            variables["PJSIP_MEDIA_OFFER(audio)"] = ",".join(("!all", *profile.codecs))
            if profile.jitter_buffer:
                variables[f"JITTERBUFFER({profile.jitter_buffer})"] = "default"
        return body

    def _rung(self, leg: Leg, status: int, body: bytes) -> None:
        outcome = outcome_of(status, body)
        if outcome is Outcome.DONE:
            return
        if outcome is Outcome.UNKNOWN:
            # It may ring: nobody shall pick up a call that is nobody's.
            self._pool.send("DELETE", f"channels/{quote(leg.id)}")
        else:
            self._log.info(
                "device cannot be rung", device=leg.device, reason=reason_of(status, body)
            )
        self._cannot_ring(leg)

    def _cannot_ring(self, leg: Leg) -> None:
        self._translator.end(leg, UNREACHABLE, 0, "switch")

    def _stop_ringing(self, command: commands.StopRinging) -> None:
        self._hang_up(commands.HangUp(command.leg))

    # --- ends ---

    def _hang_up(self, command: commands.HangUp) -> None:
        leg = self._legs.get(command.leg)
        if leg is not None:
            leg.ending = True
            self.hanging_up(leg)
            reason = "" if leg.up else f"?reason={REASONS.get(command.reason, command.reason)}"
            path = f"channels/{quote(leg.id)}{reason}"
            leg.chain.hurry("DELETE", path, partial(self._hung_up, leg, path, HANG_UP_TRIES))

    def _hung_up(self, leg: Leg, path: str, tries: int, status: int, body: bytes) -> None:
        outcome = outcome_of(status, body)
        if outcome is Outcome.GONE:
            self._vigil.look_after(leg)
        elif outcome is Outcome.DONE or leg.id not in self._legs:
            return
        elif tries > 1:
            path = path.partition("?")[0]  # whatever was wrong with the reason
            done = partial(self._hung_up, leg, path, tries - 1)
            self._pool.send("DELETE", path, None, done)
        else:
            self._post(events.CommandRefused(leg.id, "HangUp", reason_of(status, body)))

    # --- outcomes ---

    def _leg(self, leg_id: str, command: str) -> Leg | None:
        leg = self._legs.get(leg_id)
        if leg is None:
            self._log.info("command for a leg that has gone", leg=leg_id, command=command)
        return leg

    def _settle(self, leg: Leg, command: str, status: int, body: bytes) -> None:
        """The end of a command that has no event of its own for failure."""
        outcome = outcome_of(status, body)
        if outcome is Outcome.DONE or leg.id not in self._legs:
            return
        if outcome is Outcome.GONE:
            self._vigil.look_after(leg)
        else:
            self._post(events.CommandRefused(leg.id, command, reason_of(status, body)))

    def _logged(self, command: str) -> Done:
        def done(status: int, body: bytes) -> None:
            if outcome_of(status, body) in (Outcome.REFUSED, Outcome.UNKNOWN):
                self._log.warning("switch refused", command=command, reason=reason_of(status, body))

        return done


def reason_of(status: int, body: bytes) -> str:
    """Why a request failed, for logs and people; no status is no answer."""
    return f"{status} {body[:200].decode(errors='replace')}" if status else "no answer"


def caller_id(name: str, number: str) -> str:
    """The caller as the agent's phone shows it. Nothing in it can leave the quotes."""
    shown = "".join(letter for letter in name if letter.isprintable() and letter not in '"<>\\,')
    digits = "".join(letter for letter in number if letter.isalnum() or letter in "+*#")
    if not digits:
        return '"anonymous" <anonymous>'
    return f'"{shown[:64]}" <{digits[:32]}>'
